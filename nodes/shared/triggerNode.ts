export { webhookMethodsOf } from './trigger/registration';
export { receiveWebhook } from './trigger/reception';
