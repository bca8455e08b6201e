/** A journal that cannot be read at some place, with readable records behind it. */
export class JournalDamaged extends Error {
  override name = "JournalDamaged";

  constructor(path: string, offset: number) {
    super(
      `${path} is damaged at byte ${offset}, and readable records follow; nothing was changed. ` +
        "Start the broker once with --repair: it keeps every readable record, and the damaged file beside it.",
    );
  }
}
