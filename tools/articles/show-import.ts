import { align } from "./align.ts";
import type { CheckedFolder } from "./check-folder.ts";
import type { Paint } from "./paint.ts";
import { showProblem } from "./show-check.ts";

/** What would become of each file of a foreign folder: ok, problems or skipped, and why. */
export const showImport = (folder: CheckedFolder, paint: Paint): readonly string[] => {
  const rows = [
    ...folder.articles.map(({ file, article, problems }) => ({
      file,
      state: problems.length === 0 ? "ok" : "problems",
      paint: problems.length === 0 ? paint.good : paint.bad,
      why: problems.length === 0 ? (article?.title ?? "") : problems.map(({ message }) => message).join(" "),
    })),
    ...folder.skipped.map(({ file, reason }) => ({ file, state: "skipped", paint: paint.dim, why: reason })),
  ].toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const problems = folder.articles.flatMap((article) => article.problems);
  return [
    ...align(
      rows.map(({ state, file, why, paint: colour }) => [
        { text: state, paint: colour },
        { text: file },
        { text: why },
      ]),
    ),
    ...(problems.length > 0 ? ["", ...problems.map((problem) => showProblem(folder.dir, problem))] : []),
    "",
    paint.strong("Nothing was changed. Set ARTICLES_DIR to this folder to use it as it is."),
  ];
};
