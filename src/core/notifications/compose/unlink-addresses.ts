/** Country endings that mail programs take for a web address when they follow a word and a dot. */
const COUNTRY_ENDINGS =
  "ac|ad|ae|af|ag|ai|al|am|ao|aq|ar|as|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bw|by|bz|ca|cc|cd|cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|fo|fr|ga|gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|je|jm|jo|jp|ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|mo|mp|mq|mr|ms|mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|pt|pw|py|qa|re|ro|rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sk|sl|sm|sn|so|sr|ss|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw";
const GENERIC_ENDINGS =
  "com|net|org|edu|gov|mil|int|info|biz|name|mobi|asia|cat|jobs|tel|travel|pro|app|dev|page|new|cloud|online|site|website|web|tech|store|shop|blog|wiki|xyz|top|club|vip|win|live|life|link|click|email|news|media|agency|digital|company|group|team|services|support|solutions|systems|software|space|zone|world|today|zip|mov|microsoft|azure";

const SCHEME = /:([/\\]{2,})([^\s/?#\\]*)/gu;
const BARE_SCHEME = /\b(mailto|tel|sms|callto|skype|javascript|vbscript|data|file|ms-[a-z-]+):(?=\S)/giu;
const MAILBOX = /(?<=[\p{L}\p{N}._%+-])@(?:[\p{L}\p{N}_-]+[.。．｡])+\p{L}[\p{L}\p{N}_-]*/gu;
const WEB_HOST = /www[.。．｡][^\s/?#]+/giu;
// The look-behind lets a match begin in one place of a word only, so that no text takes quadratic time.
const HOST = new RegExp(
  `(?<![\\p{L}\\p{N}_.。．｡-])[.。．｡]*[\\p{L}\\p{N}_-]+(?:[.。．｡][\\p{L}\\p{N}_-]+)*[.。．｡](?:${COUNTRY_ENDINGS}|${GENERIC_ENDINGS}|xn--[a-z0-9-]+)(?![\\p{L}\\p{N}_-])`,
  "giu",
);
const SHARE = /(?<![\\[\]])\\\\(?=[\p{L}\p{N}])/gu;
const DOT = /(?<!\[)[.。．｡]/gu;

/** An address has one of these; most words have none, and are left alone at once. */
const SUSPECT = /[:@\\]|[.。．｡](?=\p{L})/u;

const withBrackets = (text: string): string => text.replace(DOT, "[.]");

const unlinkWord = (word: string): string =>
  word
    .replace(MAILBOX, (mailbox) => withBrackets(`[@]${mailbox.slice(1)}`))
    .replace(SCHEME, (_, slashes: string, host: string) => `[:]${slashes}${withBrackets(host)}`)
    .replace(BARE_SCHEME, "$1[:]")
    .replace(WEB_HOST, withBrackets)
    .replace(HOST, withBrackets)
    .replace(SHARE, "[\\\\]");

/** An address of plain ASCII characters. */
const PLAIN_ADDRESS = /^https:\/\/[a-z0-9.-]+(?:[/?#][\w\-./~%?#&=+!$*]*)?$/iu;
const OPENING = new Set("([{<\"'");
const CLOSING = new Set(")]}>\"'.,;:!?");

/** The word without the quotes, brackets and full stops around it. */
const bareWord = (word: string): string => {
  let start = 0;
  let end = word.length;
  while (start < end && OPENING.has(word.charAt(start))) start += 1;
  while (end > start && CLOSING.has(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
};

/**
 * Text in which no mail program finds an address to make a link of: `https[:]//evil[.]com`, `me[@]evil[.]com`. Invisible
 * joiners would not do, for resolvers ignore some of them. Addresses that `isAllowed` are left whole, for they may be links.
 */
export const unlinkAddresses = (text: string, isAllowed: (url: string) => boolean): string => {
  if (!SUSPECT.test(text)) return text;
  return text.replace(/\S+/gu, (word) => {
    if (!SUSPECT.test(word)) return word;
    const bare = bareWord(word);
    return PLAIN_ADDRESS.test(bare) && isAllowed(bare) ? word : unlinkWord(word);
  });
};
