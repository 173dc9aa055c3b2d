/** The transactions that this window follows by itself, so that no pane tells of them as well. */
import {createContext} from 'react'

export const FollowedContext = createContext<ReadonlySet<string>>(new Set())
