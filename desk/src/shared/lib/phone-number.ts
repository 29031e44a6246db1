// Shows numbers the way their country writes them. Masked digits (•) are kept as they come.

const plans: [RegExp, string][] = [
  [/^\+380/, "+### ## ### ## ##"],
  [/^\+7/, "+# ### ###-##-##"],
  [/^\+86/, "+## ### #### ####"],
  [/^\+49/, "+## ### ########"],
  [/^\+44/, "+## #### ######"],
  [/^\+1/, "+# ### ### ####"],
];

export function tellNumber(number: string): string {
  const bare = number.replace(/[^\d+•*]/g, "");
  const plan = plans.find(([prefix]) => prefix.test(bare));
  const marks = bare.replace(/^\+/, "");
  if (!plan || count(plan[1]) !== marks.length) return bare.startsWith("+") ? group(bare) : number;
  let next = 0;
  return plan[1].replace(/#/g, () => marks[next++] ?? "");
}

function count(plan: string): number {
  return plan.replace(/[^#]/g, "").length;
}

function group(bare: string): string {
  return bare.replace(/(.{3})(?=.{3})/g, "$1 ").trim();
}
