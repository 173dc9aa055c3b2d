import {lakeOptions} from '../config.ts'
import {webhookSecretMissing, wrongArguments} from '../errors.ts'
import type {ConnectedLake} from '../operator.ts'
import {registerWebhook, webhookName} from '../start/webhook.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

export interface Webhook {
  id: string
  name: string
  url: string
  dataset: string
  isDisabledByUser: boolean
}

export interface Delivery {
  documentId: string
  operation: string
  status: 'queued' | 'success' | 'failed'
  failureCount: number
  resultCode: number | null
  updatedAt: string
}

const hooksPath = ({address}: ConnectedLake) => `/hooks/projects/${address.projectId}`

export const allWebhooks = (lake: ConnectedLake) =>
  lake.management.get<Webhook[]>(hooksPath(lake), 'list its webhooks')

/** The newest deliveries of a webhook, newest first. */
export const lastDeliveries = (lake: ConnectedLake, hook: Webhook, limit: number) =>
  lake.management.get<Delivery[]>(
    `${hooksPath(lake)}/${hook.id}/messages?limit=${limit}`,
    'show the deliveries',
  )

export const describeDelivery = (delivery: Delivery) => {
  const answer = delivery.resultCode === null ? 'no answer' : `answer ${delivery.resultCode}`
  const tries = delivery.failureCount > 0 ? `, ${delivery.failureCount} failed attempts` : ''
  return `${delivery.updatedAt}  ${delivery.status.padEnd(7)}  ${delivery.operation} ${delivery.documentId} (${answer}${tries})`
}

/** `pnpm content webhooks list`: who is told of changes, and how the last deliveries went. */
export const listWebhooks: Command = {
  verb: 'webhooks list',
  usage: '',
  about: 'who is told of changes, and how the last deliveries went',
  options: lakeOptions,
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(listWebhooks), lakeOptions, 0)
    const lake = await operator.lake(values)
    const hooks = await allWebhooks(lake)
    if (hooks.length === 0)
      operator.print(
        'Nobody is told of changes. "npm start" registers its site; for a site that npm start did not start: webhooks add.',
      )
    for (const hook of hooks) {
      const state = hook.isDisabledByUser ? 'switched off' : 'on'
      operator.print(`${hook.name} (${hook.id}): ${hook.url}, dataset ${hook.dataset}, ${state}`)
      for (const delivery of await lastDeliveries(lake, hook, 5)) {
        operator.print(`  ${describeDelivery(delivery)}`)
      }
    }
  },
}

const addOptions = {
  site: {type: 'string', value: 'ORIGIN', about: 'where the lake reaches the site'},
  replace: {
    type: 'boolean',
    default: false,
    about: 'take over a webhook that tells another address',
  },
  ...lakeOptions,
} as const

/** `pnpm content webhooks add --site ORIGIN`: let the lake tell that site of changes, as the site itself wishes to hear of them. */
export const addWebhook: Command = {
  verb: 'webhooks add',
  usage: '--site ORIGIN [--replace], with SANITY_WEBHOOK_SECRET in the environment',
  about: 'let the lake tell a site that npm start did not start of changes',
  options: addOptions,
  async run(args, operator) {
    const usage = usageOf(addWebhook)
    const {values} = readArguments(args, usage, addOptions, 0)
    const site = values.site && URL.parse(values.site)
    if (!site || !/^https?:$/.test(site.protocol))
      throw wrongArguments('--site must say where the lake reaches the site', usage)
    if (site.href !== `${site.origin}/`)
      throw wrongArguments('--site must be an origin alone, such as http://127.0.0.1:3000', usage)
    const secret = operator.env.SANITY_WEBHOOK_SECRET
    if (!secret) throw webhookSecretMissing()
    const {address} = await operator.lake(values)
    await registerWebhook(address, site.origin, secret, {mayTakeOver: values.replace})
    operator.print(`"${webhookName}" tells ${site.origin}/api/revalidate of changes from now on.`)
  },
}
