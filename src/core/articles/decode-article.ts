/** The largest file that is read as an article. */
export const MAX_ARTICLE_BYTES = 1_048_576;

/** The text of a file, and the reason and offset when it is not fit to be read as an article. */
export interface DecodedText {
  readonly text: string;
  readonly fault?: { readonly offset: number; readonly message: string };
}

/** Enough of a file that is too large to tell from its header whether it is an article at all. */
const HEADER_BYTES = 65_536;

const faultOf = (text: string): DecodedText["fault"] => {
  if (text.trim() === "") return { offset: 0, message: "The file is empty." };
  const nul = text.indexOf("\0");
  return nul < 0 ? undefined : { offset: nul, message: "The file is binary: it holds a NUL character." };
};

const withFault = (text: string, fault: DecodedText["fault"]): DecodedText => (fault ? { text, fault } : { text });

/** Decodes UTF-8, with or without byte order mark. Wrong bytes become U+FFFD, so that the header can still be looked at. */
export const decodeArticle = (content: Uint8Array | string, size: number): DecodedText => {
  if (size > MAX_ARTICLE_BYTES) {
    const part = typeof content === "string" ? content.slice(0, HEADER_BYTES) : content.subarray(0, HEADER_BYTES);
    const text = typeof part === "string" ? part : new TextDecoder("utf-8").decode(part);
    return {
      text,
      fault: { offset: 0, message: `The file has ${size} bytes; an article has at most ${MAX_ARTICLE_BYTES}.` },
    };
  }
  if (typeof content === "string") return withFault(content, faultOf(content));
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return withFault(text, faultOf(text));
  } catch {
    const text = new TextDecoder("utf-8").decode(content);
    return {
      text,
      fault: {
        offset: Math.max(0, text.indexOf("\ufffd")),
        message: "The file is not UTF-8: this byte belongs to no character.",
      },
    };
  }
};
