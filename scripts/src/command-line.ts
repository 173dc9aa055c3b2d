/** How the operator calls these commands, for what messages tell them to type: pnpm is not on every machine, npm is. */
export const commandLineOf = ({npm_config_user_agent: agent = ''}: NodeJS.ProcessEnv): string =>
  agent.startsWith('pnpm/') ? 'pnpm content' : 'npm run content --'

export const commandLine = commandLineOf(process.env)
