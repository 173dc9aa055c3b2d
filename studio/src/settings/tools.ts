/** Tools by role: the console for queries is for who runs Masthead. An editor can do nothing with it, and leaves it open by mistake. */
import type {ConfigContext, Tool} from 'sanity'

const forAdministrators = new Set(['vision'])

export const toolsFor = (
  tools: Tool[],
  {currentUser}: Pick<ConfigContext, 'currentUser'>,
): Tool[] =>
  currentUser?.roles.some(({name}) => name === 'administrator')
    ? tools
    : tools.filter(({name}) => !forAdministrators.has(name))
