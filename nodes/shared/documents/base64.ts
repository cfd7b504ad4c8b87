/**
 * The bytes that a base64 text holds, also in a data URI, in lines or in the URL alphabet.
 * @returns null when it is not base64, or holds nothing
 */
export function base64Bytes(text: string): Buffer | null {
	const base64 = text.replace(/^data:[^,]{0,200},/i, '').replace(/\s+/g, '');
	if (base64 === '' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(base64)) return null;
	const bytes = Buffer.from(base64, 'base64');
	return bytes.length === 0 ? null : bytes;
}
