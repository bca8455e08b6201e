import { canonicalOfferType } from "../articles/offer-types.ts";
import { sha256 } from "../hash.ts";
import type { AnnouncementKind } from "../sla/review-clock.ts";

/** Offer types whose alerts go to addresses of their own. */
export interface AlertRoute {
  /** Canonical names. */
  readonly offerTypes: readonly string[];
  readonly addresses: readonly string[];
}

/** Who is told of which reviews. */
export interface AlertTeams {
  /** Who gets the alerts of the offer types that have no route. */
  readonly alertRecipients: readonly string[];
  readonly alertRoutes?: readonly AlertRoute[];
  /** Who is told of late reviews that nobody has taken on; nobody when absent or empty. */
  readonly escalationRecipients?: readonly string[];
}

/** Who gets the alerts of an offer type, whatever it is called by; without one, as for a review that cannot be read, the team that has no route. */
const teamOf = (
  { alertRecipients, alertRoutes = [] }: AlertTeams,
  offerType: string | undefined,
): readonly string[] => {
  const canonical = offerType === undefined ? undefined : canonicalOfferType(offerType);
  if (canonical === undefined) return alertRecipients;
  const routed = alertRoutes.filter(({ offerTypes }) => offerTypes.includes(canonical));
  return routed.length === 0 ? alertRecipients : [...new Set(routed.flatMap(({ addresses }) => addresses))];
};

/** Who is told of an announcement about a review of this offer type. */
export const recipientsOf = (
  teams: AlertTeams,
  { kind, offerType }: { readonly kind: AnnouncementKind | "teamNotice"; readonly offerType?: string },
): readonly string[] => (kind === "slaEscalation" ? (teams.escalationRecipients ?? []) : teamOf(teams, offerType));

/** Every address that may get a digest, once. */
export const everyAddress = ({
  alertRecipients,
  alertRoutes = [],
  escalationRecipients = [],
}: AlertTeams): readonly string[] => [
  ...new Set([...alertRecipients, ...alertRoutes.flatMap(({ addresses }) => addresses), ...escalationRecipients]),
];

/** True when an address is to see how the reviews of this offer type stand; whoever gets escalations sees all of them. */
export const isSeenBy = (teams: AlertTeams, address: string, offerType: string): boolean =>
  teamOf(teams, offerType).includes(address) || teams.escalationRecipients?.includes(address) === true;

/** What an address is known by where it is not to be written out. */
export const addressMark = (address: string): string => sha256(address).slice(0, 16);
