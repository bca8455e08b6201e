using System.Text.Json;
using Azure.Messaging.ServiceBus;

// Each case has a queue of its own, named after it. One line of JSON a case: its name, and what went wrong.
var connectionString = args[0];
await using var client = new ServiceBusClient(connectionString, new ServiceBusClientOptions
{
    RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(10) },
});

var wait = TimeSpan.FromSeconds(5);
var briefly = TimeSpan.FromMilliseconds(200);

void Expect(bool isTrue, string what)
{
    if (!isTrue) throw new Exception("Expected: " + what);
}

async Task<ServiceBusFailureReason?> FailureOf(Func<Task> act)
{
    try { await act(); return null; }
    catch (ServiceBusException error) { return error.Reason; }
}

async Task<ServiceBusReceivedMessage> One(ServiceBusReceiver receiver) =>
    await receiver.ReceiveMessageAsync(wait) ?? throw new Exception("Expected a message.");

async Task<bool> IsEmpty(ServiceBusReceiver receiver) => await receiver.ReceiveMessageAsync(briefly) is null;

ServiceBusReceiver DeadLetters(string queue) =>
    client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

async Task<(ServiceBusReceiver, ServiceBusReceivedMessage)> SendAndReceive(string queue)
{
    var message = new ServiceBusMessage("body") { MessageId = "id-1", Subject = "subject" };
    message.ApplicationProperties["long"] = 1L << 60;
    message.ApplicationProperties["guid"] = Guid.Parse("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    await client.CreateSender(queue).SendMessageAsync(message);
    var receiver = client.CreateReceiver(queue);
    return (receiver, await One(receiver));
}

var cases = new Dictionary<string, Func<string, Task>>
{
    ["complete"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        Expect(message.Body.ToString() == "body" && message.MessageId == "id-1" && message.Subject == "subject", "the message sent");
        Expect((long)message.ApplicationProperties["long"] == 1L << 60, "a long");
        Expect((Guid)message.ApplicationProperties["guid"] == Guid.Parse("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"), "a Guid");
        Expect(message.DeliveryCount == 1, "the first delivery");
        await receiver.CompleteMessageAsync(message);
        Expect(await receiver.PeekMessageAsync() is null, "an empty queue");
    },
    ["batch"] = async queue =>
    {
        var sender = client.CreateSender(queue);
        using var batch = await sender.CreateMessageBatchAsync();
        var count = 0;
        while (count < 100 && batch.TryAddMessage(new ServiceBusMessage($"{count}"))) count++;
        await sender.SendMessagesAsync(batch);
        var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var bodies = new List<string>();
        while (bodies.Count < count)
        {
            var page = await receiver.ReceiveMessagesAsync(count - bodies.Count, wait);
            Expect(page.Count > 0, "more messages");
            bodies.AddRange(page.Select(message => message.Body.ToString()));
        }
        Expect(bodies.SequenceEqual(Enumerable.Range(0, 100).Select(each => $"{each}")), "100 messages in their order");
    },
    ["abandon"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        await receiver.AbandonMessageAsync(message, new Dictionary<string, object> { ["tried"] = "once" });
        var again = await One(receiver);
        Expect(again.DeliveryCount == 2 && (string)again.ApplicationProperties["tried"] == "once", "a second, counted delivery");
        await receiver.CompleteMessageAsync(again);
    },
    ["dead-letter"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        await receiver.DeadLetterMessageAsync(message, "Invalid", "no id");
        Expect(await IsEmpty(receiver), "an empty queue");
        var deadLetters = DeadLetters(queue);
        var dead = await One(deadLetters);
        Expect(dead.DeadLetterReason == "Invalid" && dead.DeadLetterErrorDescription == "no id", "reason and description");
        await deadLetters.CompleteMessageAsync(dead);
    },
    ["max-deliveries"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        for (var delivery = 1; delivery < 3; delivery++)
        {
            await receiver.AbandonMessageAsync(message);
            message = await One(receiver);
        }
        await receiver.AbandonMessageAsync(message);
        Expect((await One(DeadLetters(queue))).DeadLetterReason == "MaxDeliveryCountExceeded", "a dead letter");
    },
    ["defer"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        await receiver.DeferMessageAsync(message, new Dictionary<string, object> { ["later"] = 1 });
        Expect(await IsEmpty(receiver), "nothing to be received");
        Expect((await receiver.PeekMessageAsync()).State == ServiceBusMessageState.Deferred, "a deferred message");
        var deferred = await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber);
        Expect((int)deferred.ApplicationProperties["later"] == 1, "the property");
        await receiver.CompleteMessageAsync(deferred);
        var failure = await FailureOf(() => receiver.ReceiveDeferredMessageAsync(message.SequenceNumber));
        Expect(failure == ServiceBusFailureReason.MessageNotFound, $"MessageNotFound, got {failure}");
    },
    ["schedule"] = async queue =>
    {
        var sender = client.CreateSender(queue);
        var number = await sender.ScheduleMessageAsync(new ServiceBusMessage("no"), DateTimeOffset.UtcNow.AddHours(1));
        var receiver = client.CreateReceiver(queue);
        Expect((await receiver.PeekMessageAsync()).State == ServiceBusMessageState.Scheduled, "a scheduled message");
        await sender.CancelScheduledMessageAsync(number);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("soon"), DateTimeOffset.UtcNow.AddMilliseconds(300));
        Expect((await One(receiver)).Body.ToString() == "soon", "the message that was not cancelled");
    },
    ["renew"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        var until = message.LockedUntil;
        await receiver.RenewMessageLockAsync(message);
        Expect(message.LockedUntil > until, "a longer lock");
        await receiver.CompleteMessageAsync(message);
    },
    ["lock-lost"] = async queue =>
    {
        var (receiver, message) = await SendAndReceive(queue);
        await One(client.CreateReceiver(queue));
        var settled = await FailureOf(() => receiver.CompleteMessageAsync(message));
        Expect(settled == ServiceBusFailureReason.MessageLockLost, $"MessageLockLost, got {settled}");
        var renewed = await FailureOf(() => receiver.RenewMessageLockAsync(message));
        Expect(renewed == ServiceBusFailureReason.MessageLockLost, $"MessageLockLost, got {renewed}");
    },
    ["too-large"] = async queue =>
    {
        var sender = client.CreateSender(queue);
        var failure = await FailureOf(() => sender.SendMessageAsync(new ServiceBusMessage(new byte[300_000])));
        Expect(failure == ServiceBusFailureReason.MessageSizeExceeded, $"MessageSizeExceeded, got {failure}");
        await sender.SendMessageAsync(new ServiceBusMessage(new byte[200_000]));
        Expect((await One(client.CreateReceiver(queue))).Body.ToMemory().Length == 200_000, "a message below the limit");
    },
    ["processor"] = async queue =>
    {
        await client.CreateSender(queue).SendMessagesAsync(Enumerable.Range(0, 50).Select(each => new ServiceBusMessage($"{each}")));
        await using var processor = client.CreateProcessor(queue, new ServiceBusProcessorOptions { MaxConcurrentCalls = 8 });
        var seen = 0;
        var done = new TaskCompletionSource();
        processor.ProcessMessageAsync += _ =>
        {
            if (Interlocked.Increment(ref seen) == 50) done.TrySetResult();
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += error => { done.TrySetException(error.Exception); return Task.CompletedTask; };
        await processor.StartProcessingAsync();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await processor.StopProcessingAsync();
        Expect(await client.CreateReceiver(queue).PeekMessageAsync() is null, "an empty queue");
    },
    ["sessions"] = async queue =>
    {
        var sender = client.CreateSender(queue);
        foreach (var (body, session) in new[] { ("a1", "a"), ("b1", "b"), ("a2", "a") })
            await sender.SendMessageAsync(new ServiceBusMessage(body) { SessionId = session });
        var first = await client.AcceptNextSessionAsync(queue);
        Expect(first.SessionId == "a", "the session that waits longest");
        var taken = await FailureOf(() => client.AcceptSessionAsync(queue, "a"));
        Expect(taken == ServiceBusFailureReason.SessionCannotBeLocked, $"SessionCannotBeLocked, got {taken}");
        var until = first.SessionLockedUntil;
        Expect(until > DateTimeOffset.UtcNow && until < DateTimeOffset.UtcNow.AddMinutes(1), $"a lock of 30 s, got {until}");
        await first.RenewSessionLockAsync();
        Expect(first.SessionLockedUntil > until, "a longer lock");
        foreach (var body in new[] { "a1", "a2" })
        {
            var message = await One(first);
            Expect(message.Body.ToString() == body, body);
            await first.CompleteMessageAsync(message);
        }
        await first.SetSessionStateAsync(BinaryData.FromString("half way"));
        await first.CloseAsync();
        var again = await client.AcceptSessionAsync(queue, "a");
        Expect((await again.GetSessionStateAsync()).ToString() == "half way", "the state");
        await using var second = await client.AcceptSessionAsync(queue, "b");
        var deferred = await One(second);
        await second.DeferMessageAsync(deferred);
        await second.CompleteMessageAsync(await second.ReceiveDeferredMessageAsync(deferred.SequenceNumber));
        await using var patient = new ServiceBusClient(connectionString, new ServiceBusClientOptions
        {
            RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(1) },
        });
        var none = await FailureOf(() => patient.AcceptNextSessionAsync(queue));
        Expect(none == ServiceBusFailureReason.ServiceTimeout, $"ServiceTimeout, got {none}");
    },
    ["duplicates"] = async queue =>
    {
        var sender = client.CreateSender(queue);
        foreach (var (body, id) in new[] { ("first", "1"), ("second", "1"), ("third", "2") })
            await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = id });
        var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        Expect((await One(receiver)).Body.ToString() == "first", "the first");
        Expect((await One(receiver)).Body.ToString() == "third", "the third, not the second");
    },
    ["not-found"] = async _ =>
    {
        var failure = await FailureOf(() => client.CreateSender("nowhere").SendMessageAsync(new ServiceBusMessage("x")));
        Expect(failure == ServiceBusFailureReason.MessagingEntityNotFound, $"MessagingEntityNotFound, got {failure}");
    },
};

foreach (var (name, run) in cases)
{
    string? problem = null;
    try { await run(name); }
    catch (Exception error) { problem = $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Program.cs"))}"; }
    Console.WriteLine(JsonSerializer.Serialize(new { name, problem }));
}
