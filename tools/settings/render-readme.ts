import { DEFAULT_PORTS } from "../../local/stack/settings.ts";
import type { SettingFact } from "./read-setting-facts.ts";

const BEGIN = "<!-- settings: made by `npm run settings` -->";
const END = "<!-- end of settings -->";

const escapeCell = (text: string): string => text.replaceAll("|", "\\|");

const renderDefault = ({ defaultText, isDefaultInWords }: SettingFact): string => {
  if (!defaultText) return "";
  return isDefaultInWords ? defaultText : `\`${defaultText}\``;
};

const renderRow = (fact: SettingFact): string =>
  `| \`${fact.name}\` | ${escapeCell(fact.meaning)} | ${escapeCell(renderDefault(fact))} |`;

const PORT_ROWS = Object.entries(DEFAULT_PORTS).map(
  ([name, port]) => `| \`${name}\` | Port of the local stack; \`0\` picks a free one. | \`${port}\` |`,
);

/** README.md with its table of settings as it should be. Throws when the places that mark the table are gone. */
export const renderReadme = (readme: string, facts: readonly SettingFact[]): string => {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md must hold the lines ${BEGIN} and ${END} around its table of settings`);
  const table = [
    "| setting | meaning | default |",
    "| --- | --- | --- |",
    ...facts.map(renderRow),
    ...PORT_ROWS,
    "| `DATA_DIR` | Folder in which the local stack keeps its data. | `.local` |",
  ];
  return `${before}${BEGIN}\n${table.join("\n")}\n${END}${after}`;
};
