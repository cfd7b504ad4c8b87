import {
	faxPlusAccount,
	faxPlusNumbers,
	faxPlusUsers,
	type FaxPlusNumber,
	type FaxPlusUser,
} from '../../accounts';
import type { ServiceRoute } from '../service';
import { guarded, scopes, type FaxPlus } from './context';
import { notFound, Refusal } from './wire';

/** Numbers, the account and its members (SDK). */
export function accountRoutes(service: FaxPlus): ServiceRoute[] {
	return [
		{
			method: 'GET',
			path: '/v3/accounts/:uid/numbers',
			handle: guarded(service, scopes.numbersRead, (_request, { uid }) => {
				return { status: 200, body: { numbers: numbersOf(uid).map(numberBody) } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid/numbers/:number',
			handle: guarded(service, scopes.numbersRead, ({ params }, { uid }) => {
				const found = numbersOf(uid).find((number) => number.number === params.number);
				if (found === undefined) throw notFound('Number');
				return { status: 200, body: numberBody(found) };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts',
			handle: guarded(service, scopes.memberRead, (_request, { grant }) => {
				if (!isAdmin(grant.uid))
					throw new Refusal(403, 'forbidden', 'Only the administrator can list members');
				const members = faxPlusUsers.filter((user) => user.accountType === 'corporate_member');
				return { status: 200, body: { members: members.map(accountBody) } };
			}),
		},
		{
			method: 'GET',
			path: '/v3/accounts/:uid',
			handle: guarded(service, scopes.userRead, (_request, { uid }) => {
				const user = faxPlusUsers.find((candidate) => candidate.uid === uid);
				if (user === undefined) throw notFound('User');
				return { status: 200, body: accountBody(user) };
			}),
		},
	];
}

const isAdmin = (uid: string): boolean =>
	faxPlusUsers.some((user) => user.uid === uid && user.accountType === 'corporate_admin');

/** The administrator sees every number, a member the assigned ones. */
function numbersOf(uid: string): readonly FaxPlusNumber[] {
	return isAdmin(uid) ? faxPlusNumbers : faxPlusNumbers.filter((number) => number.assignedTo.includes(uid));
}

function numberBody(number: FaxPlusNumber): object {
	return {
		id: number.id,
		number: number.number,
		owner_id: faxPlusAccount.userId,
		assigned_to: number.assignedTo,
		acquired_date: '2024-07-31 09:20:06',
		expiration_date: null,
		is_canceled: number.isCanceled,
		status: number.status,
		notifications: [{ type: 'receive_fax', email: true, push_notification: true }],
	};
}

function accountBody(user: FaxPlusUser): object {
	return {
		uid: user.uid,
		email: user.email,
		name: user.name,
		lastname: user.lastname,
		phone: faxPlusAccount.number,
		status: 'active',
		account_type: user.accountType,
		creation_date: '2018-01-04 08:00:00',
		member_of: [],
		profile_image: '',
		last_password_modification_date: '2024-01-04 08:00:00',
		account_data: {
			company_name: 'Sandbox Example',
			company_logo: '',
			role: '',
			default_file_type: 'pdf',
			save_history: true,
		},
		settings: {
			caller_id_name: '',
			options: {},
			send_fax: { retry: { count: 0, delay: 0 } },
			should_enhance: true,
		},
		notifications: {
			black_list: { uids: [] },
			settings: { email: true, sms: false, push_notifications: true, language: 'en' },
		},
	};
}
