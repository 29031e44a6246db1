// Four languages, each written in itself; used before anybody is signed in.
import { useLingui } from "@lingui/react/macro";

import { languageCodes, ownNames, speak } from "@/shared/lib/i18n";

import classes from "./language-picker.module.css";

export function LanguagePicker() {
  const { t, i18n } = useLingui();
  return (
    <div className={classes.picker} role="group" aria-label={t`Language`}>
      {languageCodes.map((code) => (
        <button key={code} type="button" lang={code} aria-pressed={i18n.locale === code} onClick={() => void speak(code)}>
          {ownNames[code]}
        </button>
      ))}
    </div>
  );
}
