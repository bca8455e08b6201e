import { readAdditionCondition } from "./addition-condition.ts";
import type { ReviewTime, ReviewTimeAddition } from "./article.ts";
import { isSound } from "./duration.ts";
import type { Sentence } from "./prose.ts";
import { findStatements, type Statement } from "./review-statement.ts";

/** The review time that a text states, and what in it could be read in more than one way. */
export interface ReadReviewTime {
  readonly sla: ReviewTime;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

/** No promised time. */
export const NO_REVIEW_TIME: ReviewTime = { kind: "none", additions: [] };

const quote = ({ sentence, duration }: Statement): string =>
  JSON.stringify(sentence.text.slice(duration.start, duration.end));

const problemAt = (statement: Statement, message: string): ReadReviewTime["problems"][number] => ({
  offset: statement.sentence.placeOf(statement.duration.start),
  message,
});

type ReadAddition = ReviewTimeAddition | { readonly problem: string };

const readAddition = (
  statement: Statement,
  base: Statement,
  statements: readonly Statement[],
  sentences: readonly Sentence[],
): ReadAddition => {
  const { sentence, duration } = statement;
  if (duration.kind !== base.duration.kind)
    return {
      problem: `${quote(statement)} is added to ${quote(base)}, but business days and other days do not add up.`,
    };
  const neighbours = statements.filter((other) => other.sentence === sentence);
  const at = neighbours.indexOf(statement);
  const sentenceAt = sentences.indexOf(sentence);
  const when = readAdditionCondition(
    sentence.text,
    sentences
      .slice(Math.max(0, sentenceAt - 2), sentenceAt)
      .map(({ text }) => text)
      .join(" "),
    duration,
    neighbours[at - 1]?.duration.end ?? 0,
    neighbours[at + 1]?.duration.start ?? sentence.text.length,
  );
  return when === undefined
    ? { problem: `It is unclear when the additional ${quote(statement)} apply; say it in the header, as \`sla="…"\`.` }
    : { amount: duration.amount, when };
};

/** Reads the review time from the prose. What could mean two things is a problem and leaves the article without review time; it is never guessed. */
export const readReviewTime = (sentences: readonly Sentence[]): ReadReviewTime => {
  const statements = findStatements(sentences);
  const ours = statements.filter(({ role }) => role !== "other");
  const [base, ...others] = ours.filter(({ role }) => role === "base");
  const additions: ReviewTimeAddition[] = [];
  const problems: { offset: number; message: string }[] = [];
  for (const statement of ours) {
    if (!isSound(statement.duration))
      problems.push(problemAt(statement, `${quote(statement)} is no length of time that a clock can keep.`));
    else if (statement.role === "unclear")
      problems.push(
        problemAt(
          statement,
          `It is unclear whether ${quote(statement)} is the review time; say it in the header, as \`sla="…"\`.`,
        ),
      );
    else if (statement.role === "addition") {
      const added = base
        ? readAddition(statement, base, statements, sentences)
        : { problem: `The additional ${quote(statement)} are added to no review time.` };
      if ("problem" in added) problems.push(problemAt(statement, added.problem));
      else if (additions.some(({ when }) => when === added.when))
        problems.push(problemAt(statement, `Two additional times apply under the same condition: ${added.when}.`));
      else additions.push(added);
    }
  }
  for (const other of others) {
    if (base && (other.duration.kind !== base.duration.kind || other.duration.amount !== base.duration.amount))
      problems.push(
        problemAt(
          other,
          `Two review times are stated: ${quote(base)} and ${quote(other)}; say the right one in the header, as \`sla="…"\`.`,
        ),
      );
  }
  if (base === undefined || problems.length > 0) return { sla: NO_REVIEW_TIME, problems };
  return { sla: { kind: base.duration.kind, amount: base.duration.amount, additions }, problems };
};
