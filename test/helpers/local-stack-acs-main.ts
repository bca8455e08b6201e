// The stand-in for the mail service as it is, ended with the test whatever happens to it.
import "../../local/stack/end-with-parent.ts";
import "../../local/acs/main.ts";
