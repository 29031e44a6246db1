// Mantine in the desk's look. Its CSS variables are adopted as a constructed style sheet, because the server's content
// policy allows no inline <style>; nothing here may bring one back (no responsive style props, no scroll lock).
import {
  convertCssVariables, createTheme, defaultCssVariablesResolver, mergeMantineTheme, DEFAULT_THEME,
  type CSSVariablesResolver, type MantineColorsTuple,
} from "@mantine/core";

const teal: MantineColorsTuple = [
  "#effcf9", "#d5f5ee", "#a8eadd", "#71d8c8", "#3fc1b0", "#1fa597", "#13857b", "#0f766e", "#0b5e57", "#0a4b47",
];
const gray: MantineColorsTuple = [
  "#f8fafc", "#f1f5f9", "#e6ebf1", "#dfe5ec", "#c3cdd9", "#8291a7", "#566479", "#435066", "#1e293b", "#0f172a",
];
const dark: MantineColorsTuple = [
  "#e6ebf2", "#b0bccd", "#95a3b8", "#5b6b82", "#3a4961", "#243044", "#182234", "#111927", "#0b111c", "#070b13",
];

const red: MantineColorsTuple = [
  "#fef2f2", "#fde6e6", "#fbcaca", "#f5a3a3", "#ee7a7a", "#e05252", "#cc3030", "#b91c1c", "#991b1b", "#7f1d1d",
];

const noLock = { defaultProps: { lockScroll: false, transitionProps: { duration: 100 } } };

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 7 },
  colors: { teal, gray, dark, red },
  fontFamily: "var(--ol-font)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { ...noLock.defaultProps, centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
    Drawer: noLock,
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "sm" } },
    SegmentedControl: { defaultProps: { transitionDuration: 100 } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { returnFocus: true, transitionProps: { duration: 80 }, shadow: "md" } },
    // The placeholder it would focus first is no menu item, which axe rightly calls a fault.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 80 }, shadow: "md" } },
  },
});

const resolver: CSSVariablesResolver = (merged) => {
  const variables = defaultCssVariablesResolver(merged);
  const surfaces = {
    "--mantine-color-body": "var(--ol-surface)",
    "--mantine-color-text": "var(--ol-text)",
    "--mantine-color-dimmed": "var(--ol-text-3)",
    "--mantine-color-placeholder": "var(--ol-text-3)",
    "--mantine-color-anchor": "var(--ol-accent)",
    "--mantine-color-error": "var(--ol-danger)",
    "--mantine-color-default": "var(--ol-surface)",
    "--mantine-color-default-hover": "var(--ol-hover)",
    "--mantine-color-default-border": "var(--ol-line-strong)",
    "--mantine-color-teal-light": "var(--ol-accent-soft)",
    "--mantine-color-teal-light-color": "var(--ol-accent)",
    "--mantine-color-teal-text": "var(--ol-accent)",
    "--mantine-color-red-text": "var(--ol-danger)",
    "--mantine-color-red-light": "var(--ol-danger-soft)",
    "--mantine-color-red-light-color": "var(--ol-danger)",
    "--mantine-color-gray-text": "var(--ol-text-2)",
    "--mantine-color-disabled-color": "var(--ol-text-3)",
  };
  return { ...variables, light: { ...variables.light, ...surfaces }, dark: { ...variables.dark, ...surfaces } };
};

export function adoptTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(convertCssVariables(resolver(mergeMantineTheme(DEFAULT_THEME, theme)), ":root"));
  // First in line, so that the linked style sheets may override it.
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
}
