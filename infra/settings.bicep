// Made by `npm run settings` from src/config/settings-schema.ts.
@export()
@sealed()
type notifierSettings = {
  @description('Which service takes the mail: Azure Communication Services or SMTP. Default: smtp.')
  EMAIL_PROVIDER: ('acs' | 'smtp')?

  @description('SMTP server in nodemailer form; options in it win, such as `?ignoreTLS=true`. TLS is required except to loopback. Give it as a Key Vault reference.')
  SMTP_URL: string?

  @description('Sender of every mail. Default: certification@notifier.example.')
  EMAIL_FROM: string?

  @description('Where answers go. Default: EMAIL_FROM.')
  EMAIL_REPLY_TO: string?

  @description('Right side of our Message-IDs. Default: the domain of EMAIL_FROM.')
  EMAIL_DOMAIN: string?

  @description('Patterns (`*@contoso.example`, `ada@*`) of addresses that may get mail; when set, others are suppressed.')
  EMAIL_ALLOW_LIST: string?

  @description('Domains (`contoso.example`) that a mail may be sent to again although its review names no contact there; without any, only its contacts. Default: .')
  RESEND_DOMAINS: string?

  @description('Time between two resends of one review, whatever their `Idempotency-Key`. Default: 10.')
  RESEND_COOLDOWN_MINUTES: string?

  @description('The provider\'s quota a minute; kept by scheduling.')
  EMAIL_PER_MINUTE: string?

  @description('The provider\'s quota an hour; kept by scheduling.')
  EMAIL_PER_HOUR: string?

  @description('What to do when nobody can tell whether a mail was sent. Default: resend.')
  UNKNOWN_MAIL: ('resend' | 'hold')?

  @description('Whether a review that passed with notes is mailed. Default: false.')
  NOTIFY_PASSED_WITH_NOTES: string?

  @description('Team addresses that get alerts, 1 to 90; one that is named twice gets one mail. Default: sla-team@notifier.example.')
  SLA_ALERT_RECIPIENTS: string

  @description('Offer types whose alerts go to addresses of their own, instead of SLA_ALERT_RECIPIENTS: `azureVirtualMachine,azureContainer=vm-team@contoso.example;softwareAsAService=saas@contoso.example`.')
  SLA_ALERT_ROUTES: string?

  @description('Who is told, once, of a late review that nobody has taken on; without any, nobody is.')
  SLA_ESCALATION_RECIPIENTS: string?

  @description('Business days after a breach by which somebody has to have taken the review on; new clocks start with it. Default: 2.')
  SLA_ESCALATE_BUSINESS_DAYS: string?

  @description('Language of the alerts (`de`, `de-AT`); one whose words are not there gets English, as a publisher\'s does. Default: en.')
  SLA_ALERT_LOCALE: string?

  @description('Zone whose civil days count, and in which mails show times. Default: America/Los_Angeles.')
  SLA_TIME_ZONE: string?

  @description('Business calendar that new clocks start with. Default: US.')
  SLA_CALENDAR: string?

  @description('Time of day at which a due day ends, `HH:MM`. Default: 17:00.')
  SLA_CLOSE_OF_BUSINESS: string?

  @description('Time of day at which warnings and reminders come on business days, `HH:MM`. Default: 09:00.')
  SLA_DIGEST_AT: string?

  @description('The warning comes this many business days before the due day; 0 for none. Default: 1.')
  SLA_WARN_BUSINESS_DAYS: string?

  @description('A reminder comes each time this many business days have passed since the breach was announced; 0 for none. Default: 1.')
  SLA_REMIND_BUSINESS_DAYS: string?

  @description('How many reminders there are at most; 0 for no end while the review is open. Default: 0.')
  SLA_MAX_REMINDERS: string?

  @description('Review time where the article states none; without it such reviews are untracked.')
  SLA_DEFAULT_BUSINESS_DAYS: string?

  @description('Hosts that links in mails may lead to. Default: learn.microsoft.com,docs.microsoft.com,partner.microsoft.com,aka.ms.')
  LINK_HOSTS: string?

  @description('Products whose submissions are looked up in Partner Center every five minutes, as `productId=offerType`, comma list; without any, nothing is looked up.')
  PARTNER_CENTER_PRODUCTS: string?

  @description('Id of the publisher of these products, needed with them.')
  PARTNER_CENTER_PUBLISHER: string?

  @description('Addresses that get the mails on these products, at most 50, for Partner Center names nobody; without any, the mails wait and the team is told. Default: .')
  PARTNER_CENTER_CONTACTS: string?

  @description('Where the ingestion API of Partner Center is: `https:`, or a loopback address. Default: https://api.partner.microsoft.com/v1.0/ingestion.')
  PARTNER_CENTER_BASE_URL: string?

  @description('Days for which the ledger keeps a review after the last thing that happened to it, once its clock and its mails are closed, and a digest; afterwards only its times are left, for the report. Default: 400.')
  RETENTION_DAYS: string?

  @description('Address of the desk as people open it (`https://notifier.contoso.example/api/desk`), for links in mails and where a proxy gives the app another name.')
  DESK_URL: string?

  @description('Whether digests hold links by which a review is taken on without signing in. They need `ACTION_LINK_KEYS` and `DESK_URL`. Default: true.')
  ACTION_LINKS: string?

  @description('One or two secrets of at least 32 characters (`openssl rand -hex 32`): the first signs the links of digests, both are taken, so that one can follow the other.')
  ACTION_LINK_KEYS: string?

  @description('`local` opens the desk on a laptop without signing in, to this machine alone; without App Service authentication it is closed otherwise.')
  DESK_AUTH: string?

  @description('Folder of articles that replaces the app\'s own.')
  ARTICLES_DIR: string?

  @description('Folder of templates that replaces the app\'s own.')
  TEMPLATES_DIR: string?
}
