import { ServiceBusClient } from "@azure/service-bus";

/* Sends numbers until it is killed; prints each one that was acknowledged. A process, since its client outlives its broker. */
const [connectionString = "", queue = ""] = process.argv.slice(2);
const sender = new ServiceBusClient(connectionString).createSender(queue);
let next = 0;

const send = async (): Promise<void> => {
  for (;;) {
    const body = next++;
    await sender.sendMessages({ body });
    console.log(body);
  }
};

await Promise.all(Array.from({ length: 20 }, send));
