/**
 * The webhook from lake to site, brought up to date at every start, and by `webhooks add`: ports and the site's wishes may have changed.
 *
 * The site itself says which changes it wants to hear of (`/api/webhook-rule`), so the two cannot disagree.
 */
import {siteHasNoWebhookRule, siteUnreachable, webhookTellsAnother} from '../errors.ts'
import type {LakeAddress} from '../lake/address.ts'
import {manage} from '../lake/management.ts'

export const webhookName = 'Masthead site'

interface WebhookRule {
  on: string[]
  filter: string
  projection: string
}

interface Existing {
  id: string
  name: string
  dataset: string
  url: string
}

/** `mayTakeOver`: whether a webhook of the name that tells another address of changes is to tell this one instead. */
export async function registerWebhook(
  lake: LakeAddress,
  site: string,
  secret: string,
  {mayTakeOver = true}: {mayTakeOver?: boolean} = {},
): Promise<void> {
  const api = manage(lake)
  const path = `/hooks/projects/${lake.projectId}`
  const existing = await api.get<Existing[]>(path, 'list its webhooks')
  const ours = existing.find((one) => one.name === webhookName && one.dataset === lake.dataset)
  const url = `${site}/api/revalidate`
  if (ours && ours.url !== url && !mayTakeOver) throw webhookTellsAnother(webhookName, ours.url)
  const hook = {
    type: 'document',
    name: webhookName,
    description: 'Tells the site which pages to make anew. Kept up to date by every npm start.',
    url,
    dataset: lake.dataset,
    rule: await readRule(site),
    apiVersion: '2025-02-19',
    httpMethod: 'POST',
    includeDrafts: false,
    secret,
    isDisabledByUser: false,
  }
  if (ours) await api.send('PATCH', `${path}/${ours.id}`, hook, 'change the webhook')
  else await api.send('POST', path, hook, 'add the webhook')
}

async function readRule(site: string): Promise<WebhookRule> {
  const response = await fetch(`${site}/api/webhook-rule`, {
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw siteUnreachable(site, error)
  })
  if (!response.ok) throw siteHasNoWebhookRule(response.status)
  const {on, filter, projection} = (await response.json()) as WebhookRule
  return {on, filter, projection}
}
