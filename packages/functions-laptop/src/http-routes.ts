import type { App, AppFunction } from "./app.ts";
import type { AuthLevel } from "./keys.ts";
import { compareTemplates, matchRoute, parseRouteTemplate, type RouteTemplate } from "./route-template.ts";

export type HttpRoute = { target: AppFunction; template: RouteTemplate; methods: string[]; authLevel: AuthLevel };

type RouteMatch =
  | { kind: "found"; route: HttpRoute; params: Record<string, string> }
  | { kind: "methodNotAllowed"; allow: string[] }
  | { kind: "notFound" };

const isHttp = ({ trigger }: AppFunction): boolean => trigger.type.toLowerCase() === "httptrigger";

const toRoute = (target: AppFunction, prefix: string): HttpRoute => {
  const { route, methods, authLevel } = target.trigger;
  const path = typeof route === "string" && route !== "" ? route.replace(/^\/+/, "") : target.name;
  const level = String(authLevel ?? "anonymous").toLowerCase();
  return {
    target,
    template: parseRouteTemplate([prefix, path].filter((part) => part !== "").join("/")),
    methods: Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : [],
    authLevel: level === "anonymous" || level === "function" ? level : "admin",
  };
};

/** The routes of all HTTP functions, the more literal ones first. */
export const makeRoutes = (app: App, prefix: string): HttpRoute[] =>
  [...app.functions.values()]
    .filter(isHttp)
    .map((target) => toRoute(target, prefix))
    .sort((a, b) => compareTemplates(a.template, b.template));

export const findRoute = (routes: readonly HttpRoute[], method: string, path: string): RouteMatch => {
  const allow = new Set<string>();
  for (const route of routes) {
    const params = matchRoute(route.template, path);
    if (!params) continue;
    if (route.methods.length === 0 || route.methods.includes(method)) return { kind: "found", route, params };
    for (const allowed of route.methods) allow.add(allowed);
  }
  return allow.size > 0 ? { kind: "methodNotAllowed", allow: [...allow] } : { kind: "notFound" };
};
