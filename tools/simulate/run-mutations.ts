export const runMutations = async (_options: { readonly seeds: number }): Promise<boolean> => false;
