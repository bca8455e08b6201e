import type { RenderedTemplate, TemplateRenderer } from "../../ports.ts";
import type { ComposedView, MailSettings, ResultMailInput } from "../mail-input.ts";
import { composeResultMail } from "./compose-result-mail.ts";

/** Some mail programs cut what is longer. */
const MOST_HTML_BYTES = 90 * 1024;

/** A rendered mail, and what was taken out of the event's text for it. */
export interface RenderedMail extends RenderedTemplate {
  readonly removed: readonly string[];
}

/** Renders a composed view. */
export const renderView = (renderer: TemplateRenderer, { template, view, removed }: ComposedView): RenderedMail => ({
  ...renderer.render(template, view),
  removed,
});

/**
 * The mail about a result in the publisher's language. Its HTML part has as many findings as there is room for, the most severe first, and
 * says itself how many it leaves out; no mail program cuts plain text, so that part has them all.
 */
export const renderResultMail = (
  renderer: TemplateRenderer,
  input: ResultMailInput,
  settings: MailSettings,
): RenderedMail => {
  const words = renderer.words.for(input.publisher.locale);
  const render = (most?: number): RenderedMail =>
    renderView(renderer, composeResultMail(input, { ...settings, words }, most));
  const isSmall = ({ html }: RenderedMail): boolean => Buffer.byteLength(html) <= MOST_HTML_BYTES;
  const whole = render();
  if (isSmall(whole)) return whole;
  let best = render(0);
  for (let low = 1, high = input.findings.length - 1; low <= high; ) {
    const middle = (low + high) >>> 1;
    const tried = render(middle);
    if (isSmall(tried)) {
      best = tried;
      low = middle + 1;
    } else high = middle - 1;
  }
  return { ...best, text: whole.text, removed: whole.removed };
};
