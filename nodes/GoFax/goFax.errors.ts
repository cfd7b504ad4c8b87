import { fail, type FaxFailure } from '../shared/failure';

/** The failure of a look-up whose answer says nothing of what was asked for. @param what such as "the fax" */
export const nothingAbout = (what: string): FaxFailure =>
	fail(
		'provider_unavailable',
		{
			message: `GoFax answered without anything about ${what}`,
			hint: "Check the Base URL of the credential, and 'Status Path' if it is set; else try again later.",
		},
		{ effect: 'read' },
	);
