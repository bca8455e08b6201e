import { properties } from "../unit/sla/due-at-properties.ts";

// Started under several `TZ`: prints how far this machine's zone is from UTC, so that a zone that was not taken is noticed.
for (const holds of Object.values(properties)) holds();
console.log(new Date(Date.UTC(2026, 0, 15)).getTimezoneOffset());
