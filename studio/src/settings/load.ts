/**
 * Reads `/config.json` before anything else of the Studio runs.
 *
 * When that fails there is no Studio to show an error in, so a plain page says what happened, and the promise stays
 * open: the configuration is then never made, and Sanity's own error screen does not cover the message.
 */
import {parseSettings, type StudioSettings} from './settings.ts'

export async function loadSettings(): Promise<StudioSettings> {
  try {
    const response = await fetch('/config.json', {cache: 'no-store'})
    if (!response.ok) throw new Error(`The server answered ${response.status} for /config.json.`)
    return parseSettings(await response.json())
  } catch (error) {
    showFailure(error instanceof Error ? error.message : String(error))
    return new Promise<never>(() => {})
  }
}

function showFailure(reason: string): void {
  const page = document.createElement('main')
  page.setAttribute('role', 'alert')
  page.style.cssText =
    'max-width:36rem;margin:20vh auto 0;padding:0 1.5rem;font:1rem/1.6 system-ui,sans-serif;color-scheme:light dark'
  const heading = document.createElement('h1')
  heading.textContent = 'The Studio could not read its settings'
  const detail = document.createElement('p')
  detail.textContent = reason
  const remedy = document.createElement('p')
  remedy.textContent =
    'Nothing you wrote is lost. Check that Masthead is still running (npm start), then try again.'
  const retry = document.createElement('button')
  retry.textContent = 'Try again'
  retry.style.cssText = 'font:inherit;padding:.4em 1em'
  retry.addEventListener('click', () => location.reload())
  page.append(heading, detail, remedy, retry)
  document.body.replaceChildren(page)
  document.title = 'Studio: no settings'
}
