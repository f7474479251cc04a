// Network sensors that say what they recognised.
import type { Source } from '../source.ts';
import { nmapXml } from './nmap-xml.ts';
import { suricataEve } from './suricata-eve.ts';
import { suricataFast } from './suricata-fast.ts';
import { zeek } from './zeek.ts';
import { zeekJson } from './zeek-json.ts';

export const SENSORS: readonly Source[] = [zeek, zeekJson, suricataEve, suricataFast, nmapXml];
