/** The public door of the Studio's server. */
export {readConfig, type ServerConfig} from './config.ts'
export {startStudio, type StudioServer} from './server.ts'
