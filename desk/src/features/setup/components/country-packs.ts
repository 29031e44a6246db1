// What a country sets by default; every answer can still be changed.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export interface CountryPack {
  code: string;
  name: MessageDescriptor;
  languages: string[];
  prefix: string;
}

export const countryPacks: CountryPack[] = [
  { code: "UA", name: msg`Ukraine`, languages: ["uk"], prefix: "+380" },
  { code: "EU", name: msg`European Union`, languages: ["en"], prefix: "+" },
  { code: "CN", name: msg`China`, languages: ["zh"], prefix: "+86" },
];
