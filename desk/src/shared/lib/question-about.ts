// Whom a difficult question would be about, told by the screen that shows a buyer. The key for it works everywhere; the form
// begins with what the screen knows. The last one shown wins.
import { useEffect } from "react";

export interface QuestionAbout {
  customer_id: string;
  name: string;
  /** How he was reached, when the screen may show it. */
  contact?: string;
  order_id?: string;
  contact_id?: string;
  shop_id?: string;
}

let shown: QuestionAbout[] = [];

export const questionAbout = (): QuestionAbout | undefined => shown.at(-1);

/** While the component stands and a buyer is known, questions are about him. */
export function useQuestionAbout(about: QuestionAbout | undefined): void {
  const key = about ? JSON.stringify(about) : "";
  useEffect(() => {
    if (!key) return undefined;
    const mine = JSON.parse(key) as QuestionAbout;
    shown = [...shown, mine];
    return () => {
      shown = shown.filter((one) => one !== mine);
    };
  }, [key]);
}
