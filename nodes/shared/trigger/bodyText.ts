/** A body that n8n left as text, for want of a content type that it knows: as JSON, or else as form fields. */
export function parsedBody(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return Object.fromEntries(new URLSearchParams(text));
	}
}
