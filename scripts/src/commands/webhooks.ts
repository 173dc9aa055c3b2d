import {lakeOptions} from '../config.ts'
import type {ConnectedLake} from '../operator.ts'
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
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(listWebhooks), lakeOptions, 0)
    const lake = await operator.lake(values)
    const hooks = await allWebhooks(lake)
    if (hooks.length === 0)
      operator.print('Nobody is told of changes. "npm start" registers the site.')
    for (const hook of hooks) {
      const state = hook.isDisabledByUser ? 'switched off' : 'on'
      operator.print(`${hook.name} (${hook.id}): ${hook.url}, dataset ${hook.dataset}, ${state}`)
      for (const delivery of await lastDeliveries(lake, hook, 5)) {
        operator.print(`  ${describeDelivery(delivery)}`)
      }
    }
  },
}
