/** The share of kept forecasts, to two decimals, whose number came to lie from `low` to `high`; undefined while there are none. */
export const keptWithin = (
  kept: readonly { readonly low: number; readonly high: number; readonly actual: number }[],
): number | undefined => {
  const within = kept.filter(({ low, high, actual }) => low <= actual && actual <= high).length;
  return kept.length === 0 ? undefined : Math.round((within / kept.length) * 100) / 100;
};
