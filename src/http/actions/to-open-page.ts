import type { ActionPage } from "../../core/notifications/compose/action-page.ts";
import type { RouteAnswer } from "../route.ts";

/** The page behind a link as a route answers it. */
export const toOpenPage = ({ status, view }: ActionPage): RouteAnswer => ({
  status,
  page: { page: "action", title: view.heading, view, isOpen: true },
});
