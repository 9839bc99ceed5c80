import { Moon, Sun, SunMoon } from "lucide-react";
import { chooseTheme, nextTheme, type ThemeChoice, useThemeChoice } from "../theme_choice";
import { IconButton } from "./button";

const ICONS = { auto: SunMoon, light: Sun, dark: Moon } as const satisfies Record<ThemeChoice, unknown>;
const WORDS: Readonly<Record<ThemeChoice, string>> = { auto: "as the system", light: "light", dark: "dark" };

/** Changes the theme: as the system, light, dark, and round again. */
export const ThemeButton = () => {
  const choice = useThemeChoice();
  const next = nextTheme(choice);
  return (
    <IconButton
      id="theme-toggle"
      data-theme-choice={choice}
      label={`Theme: ${WORDS[choice]}. Change to ${WORDS[next]}`}
      icon={ICONS[choice]}
      onClick={() => chooseTheme(next)}
    />
  );
};
