/**
 * Who is at the keyboard. Each editor opens a link with `#token=…` once; Sanity's Studio takes the token out of the address
 * and keeps it in this browser, for this origin.
 *
 * Whoever has none is led to our page that asks for the link, beside the ways to sign in that the lake offers (the hosted
 * one has some, ours has none, and a single way is taken at once).
 */
import type {AuthConfig} from 'sanity'

export const auth: AuthConfig = {
  loginMethod: 'token',
  redirectOnSingle: true,
  providers: (offered) => [
    ...offered,
    {name: 'link', title: 'Sign in with your link', url: `${location.origin}/static/sign-in.html`},
  ],
}
