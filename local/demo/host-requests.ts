/** Runs a timer function now, as the portal's button would. */
export const runTimer = async (http: string, masterKey: string, name: string): Promise<void> => {
  const response = await fetch(`${http}/admin/functions/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-functions-key": masterKey },
    body: JSON.stringify({ input: "" }),
  });
  if (!response.ok) throw new Error(`running ${name} answered ${response.status}`);
};

/** Asks for the mails of a review again; gives the status and, for a refusal, its sentence. */
export const requestResend = async (
  http: string,
  functionKey: string,
  submissionId: string,
  reason: string,
): Promise<{ readonly status: number; readonly detail: string }> => {
  const response = await fetch(`${http}/api/submissions/${encodeURIComponent(submissionId)}/resend`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-functions-key": functionKey },
    body: JSON.stringify({ reason }),
  });
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    return { status: response.status, detail: detail ?? title ?? "" };
  } catch {
    return { status: response.status, detail: text.slice(0, 200) };
  }
};
