import type { Mutation } from "./mutations.ts";

/** The text of a file with the mutation in it, or why that cannot be: each text that it names has to stand there exactly once. */
export const mutate = (
  original: string,
  mutation: Pick<Mutation, "file" | "from" | "to" | "and">,
): { readonly text: string } | { readonly problem: string } => {
  let text = original;
  for (const edit of [mutation, ...(mutation.and === undefined ? [] : [mutation.and])]) {
    const parts = text.split(edit.from);
    if (parts.length !== 2) return { problem: `stands ${parts.length - 1} times in ${mutation.file}` };
    text = parts.join(edit.to);
  }
  return { text };
};
