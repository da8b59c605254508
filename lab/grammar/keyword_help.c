/* SPDX-License-Identifier: ISC */
/* What '?' says about keywords. */
#include "lab/grammar/grammar.h"

#include <string.h>

static const struct {
    const char *word;
    const char *text;
} known[] = {
    {"access-list", "Add an access list entry"},
    {"access-lists", "List access lists"},
    {"active", "Show active crypto connections"},
    {"address", "Set the address"},
    {"all", "Disable all debugging"},
    {"brief", "Brief summary of IP status and configuration"},
    {"clear", "Reset functions"},
    {"clock", "Display the system clock"},
    {"configuration", "Show the configuration"},
    {"configure", "Enter configuration mode"},
    {"connections", "Show connection information"},
    {"copy", "Copy from one file to another"},
    {"counters", "Clear counters"},
    {"cpu", "Show CPU use per process"},
    {"crypto", "Encryption module"},
    {"debug", "Debugging functions (see also 'undebug')"},
    {"debugging", "State of each debugging option"},
    {"deny", "Specify packets to reject"},
    {"description", "Interface specific description"},
    {"disable", "Turn off privileged commands"},
    {"enable", "Turn on privileged commands"},
    {"encryption", "Set encryption algorithm for protection suite"},
    {"engine", "Crypto Engine Info"},
    {"exit", "Exit from the EXEC"},
    {"group", "Set the Diffie-Hellman group"},
    {"hash", "Set hash algorithm for protection suite"},
    {"hostname", "Set system's network name"},
    {"interface", "Select an interface"},
    {"interfaces", "Interface status and configuration"},
    {"ip", "IP information"},
    {"ipsec", "IPsec policy and security associations"},
    {"isakmp", "ISAKMP"},
    {"key", "Pre-shared keys"},
    {"length", "Set number of lines on a screen"},
    {"lifetime", "Lifetime of security associations"},
    {"logging", "Show the contents of logging buffers"},
    {"logout", "Exit from the EXEC"},
    {"map", "Crypto maps"},
    {"match", "Match values"},
    {"mode", "encapsulation mode (transport/tunnel)"},
    {"monitor", "Copy debug output to the current terminal line"},
    {"no", "Disable debugging functions"},
    {"permit", "Specify packets to forward"},
    {"ping", "Send echo messages"},
    {"policy", "Policy for an ISAKMP protection suite"},
    {"privilege", "Show current privilege level"},
    {"processes", "Active process statistics"},
    {"route", "IP routing table"},
    {"running-config", "Current operating configuration"},
    {"sa", "Security associations"},
    {"set", "Set values for encryption/decryption"},
    {"show", "Show running system information"},
    {"shutdown", "Shutdown the selected interface"},
    {"startup-config", "Contents of startup configuration"},
    {"terminal", "Set terminal line parameters"},
    {"transform-set", "Crypto transform sets"},
    {"undebug", "Disable debugging functions (see also 'debug')"},
    {"users", "Display information about terminal lines"},
    {"version", "System hardware and software status"},
    {"width", "Set width of the display terminal"},
    {"write", "Write running configuration to memory"},
};

const char *grammar_keyword_help(const char *keyword)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].word, keyword) == 0)
            return known[i].text;
    return "";
}
