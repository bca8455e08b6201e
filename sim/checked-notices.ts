import { noticeSchema } from "../src/core/notices/notice-schema.ts";
import type { Notices } from "../src/core/ports.ts";

/** The same topic, which takes nothing that is not written in the schemas of our events; throws what is wrong with it. */
export const checkedNotices = (notices: Notices): Notices => ({
  publish: async (events) => {
    for (const event of events) noticeSchema.parse(event);
    await notices.publish(events);
  },
});
