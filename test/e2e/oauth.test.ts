import { faxPlusAccount } from '../../sandbox';
import type { CredentialRef } from '../../start/api';
import type { Lab } from '../../start/lab';
import { productionUrl } from '../../start/setUp';
import { servicesByName } from '../contract/service';
import {
	complaintsIn,
	executionsOf,
	itemsOf,
	LETTER,
	openTestLab,
	publish,
	runNode,
	TRIGGER,
	triggerWorkflow,
} from './support';

/** An account that is connected by consent, through n8n's own OAuth2 flow. */
const TYPE = 'faxPlusOAuth2Api';

let lab: Lab;
let credential: CredentialRef;

beforeAll(async () => {
	lab = await openTestLab();
	credential = await lab.api.createCredential('A connected account', TYPE, data());
});

afterAll(async () => {
	await lab?.close();
});

/** What a person fills in; the rest of the credential has its defaults. */
const data = () => ({
	grantType: 'authorizationCode',
	accountsUrl: `${lab.sandbox.url}/faxplus`,
	authUrl: '={{$self["accountsUrl"].replace(/\\/+$/, "")}}/login',
	accessTokenUrl: '={{$self["accountsUrl"].replace(/\\/+$/, "")}}/token',
	scope: 'all',
	authQueryParameters: '',
	authentication: 'header',
	clientId: faxPlusAccount.oAuthClientId,
	clientSecret: faxPlusAccount.oAuthClientSecret,
	userId: 'self',
	baseUrl: `${lab.sandbox.url}/faxplus/v3`,
	webhookSigningSecret: '',
});

const connected = () => ({ credentials: { [TYPE]: { id: credential.id, name: credential.name } } });

const send = async () =>
	await runNode(lab, {
		type: 'faxPlus',
		parameters: {
			resource: 'fax',
			operation: 'send',
			authentication: 'oAuth2',
			to: '+13125550100',
			...servicesByName.faxPlus.sendParameters,
		},
		documents: [LETTER],
		more: connected(),
	});

/** The credential as n8n shows it. */
const shown = async () =>
	await lab.api.call<{ data: Record<string, unknown> }>(
		'GET',
		`/credentials/${credential.id}?includeData=true`,
	);

const sent = () => lab.sandbox.faxes('faxPlus').filter(({ direction }) => direction === 'outbound');

describe('an account that a person connects', () => {
	it('cannot be used before the consent, and the node says what to do', async () => {
		const { execution, error } = await send();
		expect(execution.status).toBe('error');
		expect(`${error?.message} ${error?.description}`).toMatch(/connect/i);
		expect(sent()).toEqual([]);
	});

	it('is connected by the consent at the service', async () => {
		const address = await lab.api.call<string>('GET', `/oauth2-credential/auth?id=${credential.id}`);
		const login = new URL(address);
		expect(`${login.origin}${login.pathname}`).toBe(`${lab.sandbox.url}/faxplus/login`);
		expect(login.searchParams.get('redirect_uri')).toBe(`${lab.url}/rest/oauth2-credential/callback`);
		const page = await fetch(address);
		expect(page.status).toBe(200);
		// The person presses Allow.
		const answer = await fetch(address, { method: 'POST', redirect: 'manual' });
		expect(answer.status).toBe(302);
		const back = answer.headers.get('location')!;
		expect(back).toContain(`${lab.url}/rest/oauth2-credential/callback?`);
		await lab.api.call('GET', back.slice(`${lab.url}/rest`.length));
		expect((await shown()).data.oauthTokenData).toBe(true);
	});

	it('sends', async () => {
		const { error, items } = await send();
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ provider: 'faxPlus', status: 'queued' });
		expect(sent()).toHaveLength(1);
	});

	it('sends once when the token has run out, with a new one', async () => {
		lab.sandbox.services.faxPlus.expireTokens();
		const { error, items } = await send();
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ status: 'queued' });
		expect(sent()).toHaveLength(2);
	});

	it('receives', async () => {
		const workflow = triggerWorkflow('faxPlus', { authentication: 'oAuth2' });
		workflow.nodes = workflow.nodes.map((node) =>
			node.name === TRIGGER ? { ...node, ...connected() } : node,
		);
		lab.sandbox.services.faxPlus.expireTokens();
		const stored = await publish(lab, workflow);
		const url = productionUrl(lab.url, stored.nodes[0]);
		const hooks = () => lab.sandbox.hooks('faxPlus').filter((hook) => hook.url === url);
		expect(hooks().length).toBeGreaterThan(0);
		lab.sandbox.inbound({ service: 'faxPlus', from: '+13125550142' });
		const [execution] = await executionsOf(lab, stored.id, 1);
		const [{ json, binary }] = itemsOf(execution, TRIGGER);
		expect(json).toMatchObject({ from: '+13125550142', document: { available: true } });
		expect(binary?.data).toBeDefined();
		lab.sandbox.services.faxPlus.expireTokens();
		await lab.api.unpublish(stored.id);
		expect(hooks()).toEqual([]);
	});

	it('gives its tokens to nobody', async () => {
		const credentialShown = JSON.stringify(await shown());
		const tokens = lab.sandbox
			.requests('faxPlus')
			.map(({ headers }) => /^Bearer (.+)$/.exec(String(headers.authorization))?.[1])
			.filter((token) => token !== undefined);
		expect(tokens.length).toBeGreaterThan(0);
		for (const token of tokens) {
			expect(credentialShown.includes(token)).toBe(false);
			expect(lab.log().includes(token)).toBe(false);
		}
		expect(lab.log().includes(faxPlusAccount.oAuthClientSecret)).toBe(false);
	});
});

it('n8n has nothing to complain about', () => {
	// It says so itself that it leaves to the node to make a streamed body again; the node does.
	const others = complaintsIn(lab.log()).filter(
		(line) => !line.includes('not retried after the token refresh'),
	);
	expect(others).toEqual([]);
});
