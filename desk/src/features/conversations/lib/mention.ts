// "@" in a note names a colleague: what is typed after it, what it becomes, and whom the finished note names. Pure.
export interface Person {
  person_id: string;
  name: string;
}

/** The letters after the last "@" that begins a word, while nothing but a name can follow; undefined: none is being typed. */
export function mentioning(text: string): string | undefined {
  const match = /(?:^|\s)@([^@\n]{0,40})$/.exec(text);
  return match?.[1];
}

/** Who fits: a part of the name that begins one of its words. Six at most. */
export function fitting(people: readonly Person[], typed: string): Person[] {
  const sought = typed.trim().toLocaleLowerCase();
  const fits = ({ name }: Person) => {
    const folded = name.toLocaleLowerCase();
    return folded.startsWith(sought) || folded.includes(` ${sought}`);
  };
  return people.filter(fits).slice(0, 6);
}

export const withMention = (text: string, { name }: Person): string => text.replace(/@[^@\n]{0,40}$/, `@${name} `);

/** Longer names first: "@Anna Koval" is not also "@Anna". */
export function mentioned(text: string, people: readonly Person[]): string[] {
  let left = text;
  const named: string[] = [];
  for (const { person_id, name } of [...people].sort((a, b) => b.name.length - a.name.length)) {
    if (!left.includes(`@${name}`)) continue;
    named.push(person_id);
    left = left.replaceAll(`@${name}`, "");
  }
  return named;
}
