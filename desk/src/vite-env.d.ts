declare module "*.po" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
}
declare module "*.po?raw" {
  const text: string;
  export default text;
}
declare module "*?url&no-inline" {
  const url: string;
  export default url;
}
