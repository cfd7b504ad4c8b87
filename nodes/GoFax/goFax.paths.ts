import { badParameter } from '../shared/failure';
import { asText } from '../shared/values';

/** A path of the API that nobody has published, so that the user can correct it. */
export interface OpenPath {
	/** parameter of the node that overrides it */
	name: string;
	displayName: string;
	/** what is tried without it, in this order */
	usual: readonly string[];
	/** it needs the id */
	withId: boolean;
}

/** `GET SendFax/{id}`: inferred from the documented twin for messages. */
export const STATUS_PATH: OpenPath = {
	name: 'statusPath',
	displayName: 'Status Path',
	usual: ['SendFax/{id}'],
	withId: true,
};

/** Documented: POST with the id in the path. Which path, is a guess. */
export const RESEND_PATH: OpenPath = {
	name: 'resendPath',
	displayName: 'Resend Path',
	usual: ['SendFax/{id}/Resend'],
	withId: true,
};

/** The same of a message. */
export const SMS_RESEND_PATH: OpenPath = { ...RESEND_PATH, usual: ['SMS/{id}/Resend'] };

/** In the documentation the place of this path is empty; reads do no harm, so both candidates are tried. */
export const LIST_PATH: OpenPath = {
	name: 'listPath',
	displayName: 'List Path',
	usual: ['ReceiveFax', 'ReceiveFaxes'],
	withId: false,
};

const PATH = /^[\w.{}-]+(\/[\w.{}-]+)*(\?[\w.~!$&'()*+,;=:@/?%{}-]*)?$/;

/**
 * The paths to try, complete with version and id.
 * @param extra the node's own options, by name
 * @throws FaxFailure that names the option
 */
export function pathsOf(
	path: OpenPath,
	version: string,
	id: string | null,
	extra: Readonly<Record<string, unknown>> = {},
): string[] {
	const own = asText(extra[path.name]);
	return (own === null ? path.usual : [checked(path, own)]).map((text) => {
		const complete = text.replaceAll('{id}', encodeURIComponent(id ?? ''));
		return /^v\d+(\.\d+)?\//i.test(complete) ? `/${complete}` : `/${version}/${complete}`;
	});
}

function checked({ displayName, usual, withId }: OpenPath, own: string): string {
	const text = own.replace(/^\/+/, '');
	const example = `Write it below the Base URL, e.g. ${usual[0]} or v1.0/${usual[0]}.`;
	if (!PATH.test(text) || text.split(/[/?]/).includes('..')) {
		throw badParameter(displayName, 'is not a path', example);
	}
	if (withId && !text.includes('{id}')) throw badParameter(displayName, 'has no {id} in it', example);
	return text;
}
