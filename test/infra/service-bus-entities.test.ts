import { join } from "node:path";
import { loadEntities } from "servicebus-local/entities";

const INFRA = join(import.meta.dirname, "../../infra/service-bus.json");

describe("infra/service-bus.json", () => {
  it("reads the entities that are deployed", () => {
    const { queues, topics } = loadEntities(INFRA);
    const fixed = { lockDuration: 60_000, maxDeliveryCount: 100, deadLetteringOnMessageExpiration: true };
    expect(queues).toMatchObject([
      { name: "certification-results", properties: fixed },
      { name: "certification-results-rejected", properties: fixed },
      { name: "notifications", properties: fixed },
      { name: "delivery-reports", properties: fixed },
    ]);
    expect(topics).toMatchObject([{ name: "certification-notices", subscriptions: [{ name: "audit", rules: [] }] }]);
  });
});
