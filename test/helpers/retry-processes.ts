/**
 * Tests that start real processes also test this machine's mood: one that fails is run once more, and its first error is
 * printed. A test of our own code alone has no second chance.
 */
const { testPath } = expect.getState();
if (/[\\/]test[\\/](e2e|contract)[\\/]/.test(testPath ?? "")) jest.retryTimes(1, { logErrorsBeforeRetry: true });

export {};
