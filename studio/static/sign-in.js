/**
 * The page where an editor who is not signed in arrives. Sanity names it as a way to sign in and adds `?origin=…`, the page
 * to go back to. It takes the editor's link, or the token alone, and hands the token to the Studio in the address's hash,
 * which never leaves the browser.
 */

/** The token in what was typed: Sanity's Studio takes tokens of 32 characters or more. */
function tokenIn(text) {
  const [, token = text.trim()] = /token=([^&\s]+)/.exec(text) ?? []
  return /^[\w.~+/=-]{32,}$/.test(token) ? token : undefined
}

/** Where to go afterwards: only ever a page of this Studio. */
function pageAfter() {
  const asked = new URLSearchParams(location.search).get('origin') ?? '/'
  const url = URL.canParse(asked, location.origin) ? new URL(asked, location.origin) : null
  return url?.origin === location.origin ? url : new URL('/', location.origin)
}

document.querySelector('form')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const token = tokenIn(document.querySelector('#link').value)
  if (!token) {
    document.querySelector('#problem').textContent =
      'This is not a sign-in link. Copy the whole line that begins with http:// and contains #token=.'
    return
  }
  const target = pageAfter()
  target.hash = `token=${token}`
  location.replace(target)
})
