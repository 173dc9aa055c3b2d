/**
 * A Chromium to drive: `MASTHEAD_CHROMIUM`, else one that is installed, else the one that `@sparticuz/chromium`
 * carries as a package (Linux on x64), unpacked once into `.masthead/chromium` together with the libraries and fonts that a bare
 * container lacks. Without any of them the browser tests fail; they are never skipped.
 *
 * The packaged one is a headless shell: the engine without the windows around it, for less work. In `npm test` the tests that say so run
 * in it wherever it runs, at full size in the other (docs/decisions/0103). No name but loopback resolves in either.
 */
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {type Browser, chromium} from 'playwright-core'
import {repository} from './directory.ts'
import {full} from './sample.ts'

export interface Chromium {
  executable: string
  env: Record<string, string>
}

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The menus of an address bar are pages that each window loads before anybody types there: two seconds of a core. */
export const addressBarMenus = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
]

/** What is switched off. Chromium hears only the last such list, so that Playwright's own stands here once more. */
const switchedOff = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  ...addressBarMenus,
]

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${switchedOff.join(',')}`,
  // The same letters and colours on every machine, for the tests that compare looks.
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
]

const nowhere = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1'

/** `names`: resolver rules that come before "nothing but loopback", such as `MAP evil.test 127.0.0.1`. */
export const launchBrowser = async (names: string[] = []): Promise<Browser> =>
  launch(await findChromium(), names)

/** The headless shell, for what does not ask how a browser deals with cookies, links and files; the other one where it does not run. */
export async function launchShell(): Promise<Browser> {
  if (full || process.env['MASTHEAD_CHROMIUM'] || !hasPackage) return launchBrowser()
  try {
    return await launch(await packagedChromium())
  } catch {
    return launchBrowser()
  }
}

const hasPackage = process.platform === 'linux' && process.arch === 'x64'

function launch({executable, env}: Chromium, names: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: [...flags, `--host-resolver-rules=${[...names, nowhere].join(', ')}`],
    env: {...(process.env as Record<string, string>), ...env},
  })
}

export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<Chromium> {
  const named = env['MASTHEAD_CHROMIUM']
  if (named) {
    if (existsSync(named)) return {executable: named, env: {}}
    throw new Error(`MASTHEAD_CHROMIUM names ${named}, which does not exist. Correct or unset it.`)
  }
  const found = installed.find((path) => existsSync(path))
  if (found) return {executable: found, env: {}}
  if (hasPackage) return packagedChromium()
  throw new Error(
    'No Chromium was found for the browser tests. Install Chromium or Chrome (Debian: `apt-get install chromium`), ' +
      'or set MASTHEAD_CHROMIUM to the path of one.',
  )
}

/** The packaged build. Unpacked beside its final place and renamed, so that an interrupted run leaves nothing half done. */
export async function packagedChromium(): Promise<Chromium> {
  const place = join(repository, '.masthead', 'chromium')
  const libraries = join(place, 'al2023', 'lib')
  if (!existsSync(place)) {
    const draft = `${place}.${process.pid}`
    await mkdir(draft, {recursive: true})
    // The package unpacks into the temporary directory and reads its name from the environment: hence a process of its own.
    const script = `
      import {createRequire} from 'node:module'
      import {dirname, join} from 'node:path'
      import {inflate} from '@sparticuz/chromium'
      const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
      const parts = join(dirname(entry), '..', 'bin')
      for (const part of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(join(parts, part))`
    try {
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        cwd: join(repository, 'tests'),
        env: {...process.env, TMPDIR: draft},
      })
      await writeFile(join(draft, 'fonts.conf'), fontSettings(join(place, 'fonts')))
      await rename(draft, place)
    } catch (error) {
      await rm(draft, {recursive: true, force: true})
      // Another worker may have been quicker: then its copy is as good.
      if (!existsSync(place)) {
        const remedy =
          'Install Chromium (Debian: `apt-get install chromium`) or set MASTHEAD_CHROMIUM.'
        throw new Error(`The packaged Chromium could not be unpacked. ${remedy}`, {cause: error})
      }
    }
  }
  const path = [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  return {
    executable: join(place, 'chromium'),
    env: {LD_LIBRARY_PATH: path, FONTCONFIG_FILE: join(place, 'fonts.conf')},
  }
}

/** The package's own settings name folders of the service that it was made for. */
const fontSettings = (fonts: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`
