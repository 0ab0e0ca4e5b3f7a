"""Words that an office worker would have to ask about, and the ones that everybody knows."""

import re
from typing import Final

from feedback.phrasebook import any_of, words

WORDS: Final = words(
    """
    # networks
    acl arp apipa bgp bssid cidr cname daemon ddns dhcp dkim dmarc dmz dns dnssec ebgp eigrp
    failover fqdn gbic gre hsrp icmp igmp ipam ipconfig ipsec lacp lldp loopback mac-address mpls
    mtu nacl nat netmask netsh nic nslookup nxdomain ospf pcap poe pppoe qos rdns rfc
    rstp rssi sdwan sd-wan sfp snmp spf ssid ssl stp subnet subnetting syslog tacacs tcp
    tcpdump tftp tls traceroute tracert trunking ttl udp uplink vlan vlans vpc vrf vrrp wireshark
    wlc wpa2 wpa3 xlat softfail hairpin anycast split-horizon 802.1x sinkhole

    # identity and directories
    adfs aduc azuread azure-ad dsquery entra gpo gpos gpresult gpupdate idp kerberos krb5
    ldap ldaps ntlm oauth oidc okta-sync rbac saml samaccountname scim spn sspr
    sso tgt upn uac uid guid objectguid radius-server immutableid keytab netlogon sysvol fsmo
    deprovisioned reprovisioned provisioned provisioning deprovisioning federated

    # machines and operating systems
    acpi ahci apfs bcd bios bitlocker bluescreen bootloader bootrec bsod chkdsk chipset cmos
    coredump cron crond dcom defrag dism dll dlls dkms dmesg ecc efi ext4 fsck hal hba
    hklm hkcu hypervisor initramfs initrd inode ipmi idrac ilo iscsi jvm kext kernel lun lvm mbr
    mdt mdadm minidump msi msiexec nfs ntfs numa nvme nvram oom oobe pagefile pcie
    powershell pxe raid regedit regsvr32 rhel rpc sas-drive sccm segfault
    selinux sfc smart-error smb smbv1 smbv3 spooler stdout sysprep sysinternals
    systemd sudo svchost svc swapfile tpm uefi usmt vhd vhdx vm vms vmdk vmotion vsphere esxi
    vss wds wim winre winrm wmi wsus wsl xfs zfs intune autopilot jamf mdm-profile kvm coredumps

    # mail, data, services
    autodiscover bcp cas-array cert-chain cors ctes cutover daas dbcc ddl deadlock
    deadlocked edb eseutil etl eventid exchange-dag failback fulltext garbage-collection grpc
    hotfix hotfixes iis imap indexer jdbc json kubectl kubernetes k8s
    loadbalancer load-balancer mapi memcached middleware mfa-token mx mutex ndr nginx odbc ost oss
    owa-vdir pem pfx pki pop3 pst pubsub raid5 rdbms redis regex replica replicas replication
    rpo rto s3 sasl scavenged sdk smtp soap sql sqlstate stack-trace stacktrace stateful stateless
    starttls throttling-policy tablespace tnsnames transport-rule traversal
    uri vdi citrix-xa webhook webhooks xml xsd yaml ews activesync

    # the desk's own trade
    cab-approval cmdb cmdbs ci-record csat dlp edr hids itil kcs kedb mttr mtbf
    nagios problem-record rca rfc rma rmad rma'd sev1 sev2 siem soc sop splunk tcpip
    ootb repro'd reproed pcl5 pcl6 postscript ppd wia twain hostname
    hostnames localhost whitelisted whitelist blacklisted allowlist allowlisted greylisting

    # what is done to things
    reimage reimaged reimaging re-image re-imaged reflashed reseat reseated reseating
    crimp crimped daisy-chained defragged decommed decom hardcoded hotpatched
    nuked nuke parsed patched-in ping'd pinged rebase rebased rekeyed
    remapped repointed rolled-back rsync sandboxed ssh ssh'd sshed sudoed symlink symlinked
    unmounted remounted untagged zeroed re-registered
    rehomed rehydrated scavenge purged spoofed sniffed
    """
)
"""Each alone is enough; lower case."""

PHRASES: Final = any_of(
    r"""
    (?:a|aaaa|mx|txt|ptr|srv|cname|spf|dns|soa) records?
    dns (?:cache|zone|entry|server|lookup|suffix)|arp (?:cache|table)|routing table
    access (?:point firmware|list|switch)|core switch|distribution switch|patch panel
    (?:switch|access|trunk) ports?|port (?:security|forward\w*|channel|flapping|\d{2,5})
    (?<!payment )gateway|static routes?|packet (?:loss|capture|filter|trace)|handshake|round robin
    mac (?:address|table)|group polic(?:y|ies)|security groups?|organi[sz]ational units?
    domain (?:controller|join(?:ed)?|trust|suffix)
    (?:re-?)?join(?:ed|ing)? (?:it |the pc |your pc |the laptop |your laptop )?to the domain
    global catalog|service principal|registry (?:key|hive|entry|value)s?|event (?:viewer|log|id)s?
    device manager|safe mode|boot (?:sector|order|loader|record)|blue screen (?:dump|code)
    kernel (?:panic|mode|driver|module)|filter driver|memory (?:dump|leak)|stack (?:trace|dump)
    (?:print|the) spooler|spooler (?:service|svc)
    (?:print|message|mail|transport|job) queue (?:was |is )?(?:purged|flushed|cleared)
    (?:purg|flush|truncat|scaveng)(?:ed|ing|e) (?:the|all|its|your)|exit code|error code
    (?:checksum|hash) (?:mismatch|error)|message trace|mail (?:flow|relay)
    relay (?:hop|host|server)|transport rules?|connector rules?|smart ?host|mailbox database
    load balancer|reverse proxy|proxy pac|pac file|edge (?:node|router)|content filter
    firewall (?:rule|acl|object)s?|nat rule|self[- ]signed|root (?:ca|cert\w*)
    (?:intermediate|wildcard|ssl|tls) cert\w*|cert(?:ificate)? (?:chain|store|thumbprint)
    conditional access|service account|(?:refresh|access|bearer) token|token (?:lifetime|refresh)
    delta sync|dir(?:ectory)? ?sync
    (?:database|db|sql|table) (?:lock|index|replica|instance|dump|schema)s?|index rebuild
    full[- ]table|connection (?:pool|string)|(?:raid|storage|disk) (?:array|controller|pool|lun)
    thin provision\w*|snapshot (?:chain|consolidation)|virtual (?:machine|switch|nic)
    (?:layer|tier) [1237]\b|(?:app|application) pool|(?:change|cab) (?:board|approval)
    root cause analysis|known error(?: record)?|(?:hot|cold) (?:fix|swap|standby)
    fail(?:ed|s|ing)? ?over|race condition|dead ?lock|time ?to ?live
    power ?cycle the (?:switch|ap|poe)
    (?:ost|pst|edb|nk2|dll|inf|sys|reg|ini|msi|ps1|bat|dmp|etl|evtx|vhdx?|xml|json|cfg|conf)
    """
)

SHAPES: Final = re.compile(
    r"(?<![\w.])(?:"
    r"0x[0-9a-f]{2,16}"  # 0x7E
    r"|[\w-]{1,40}\.(?:sys|dll|ocx|ost|pst|inf|reg|ini|msi|ps1|dmp|cfg|conf|xml|json|vbs|drv|ko)"
    r"|\.(?:ost|pst|dll|inf|reg|ini|msi|edb|nk2|vhdx|dmp)"
    r"|hk(?:lm|cu|ey_\w{1,30})\\[\w\\]{0,200}"
    r"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:/\d{1,2})?"
    r"|kb\d{6,7}|vlan ?\d{1,4}|\d{3} (?:bad gateway|forbidden|unauthorized)"
    r"|[a-z]\w{1,30}/\d{1,2}/\d{1,2}"  # Gi1/0/12
    r")(?![\w])",
    re.IGNORECASE,
)

CAPITALS: Final = re.compile(
    r"(?<![\w&@#/.'-])(?:[A-Z][A-Z&]{2,5}\d{0,2}(?:s|'d)?|AD|OUs?|DCs?|MX|AP)(?![\w-])"
)
"""An abbreviation; that nobody outside knows it is likely, unless it is one of these."""

EVERYDAY: Final = words("""
    2fa 3g 4g 5g a aa aaa abc acc adsl ai all am and any api app apple apr asap at atm aug
    av bcc bios-free br bst bt btw ca cad can cc cd cds cdt ceo cest cet cfo cio closed cob
    cod cop crm cst csv cto cv dd de dec dhl diy dm dob done dpi dr dsl dvd edt eg eod eom
    eow erp est eta etc eu ex ext faq fax feb fedex fixed for fr fri from fw fwd fy fyi gb
    gdpr gi gmail gmt gps had has hd hdd hdmi hey hi how hp hq hr hrs html http https hub i
    ibm icloud id ie im imac in inc ink ios ip ipad iphone is isp it it's itd jan jpeg jpg
    jul jun kb kpi kr lan lcd led lg ltd lte mac macos mail mar max may mb md me mfa min mm
    mon mp3 mp4 mr mrs ms my na nb nda ne new nfc ng nl no not note nov now nr ny oct oem of
    ok okay old on ooo open os otp outlook pa pbx pc pcs pdf pdfs pdt phd pin please pls plz
    pm png po pos pr ps pst pto pwd qr ram re ref req rip rsa rsvp sap sas sat sd se sep sgt
    si sim sla slas sms so sop sorry ssd st sun sw tb tba tbc tbd teams tel ten th thank
    thanks the thu thx ti to today tue tv tvs uk un up update ups urgent url us usa usb utc
    vat vc vcr via vip voip vpn vs wan was wc we web wed who why wifi will with wlan word
    www xls xlsx xp yes yet you yy yyyy zip zoom
""")
"""Lower case."""
