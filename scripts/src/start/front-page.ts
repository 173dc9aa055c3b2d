/** Ask for the front page: the site counts as up when it has answered. It keeps its newest pages ready by itself. */
import {frontPageFailed} from '../errors.ts'

export async function openFrontPage(site: string): Promise<void> {
  const response = await fetch(site, {signal: AbortSignal.timeout(60_000)})
  await response.text()
  if (!response.ok) throw frontPageFailed(site, response.status)
}
