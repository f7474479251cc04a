// Words that names of sensitive documents are made of, by what they are about. The 2003 paper searched for `resume`, `cv`
// and `policy`; the others are what the same documents are called elsewhere. Written by hand from ordinary usage, not
// taken from a list; policy adds a site's own (`exposure: { words: […] }`).
//
// `word` alone must be a whole word, `word*` begins one (declension, compounds), `*word` ends one; two words with a space
// follow each other. Han, Kana, Hangul and Thai have no spaces: their words match anywhere. Case and accents do not count.

export const TOPICS = {
  application: 'an application for a job',
  pay: 'pay, taxes or money',
  agreement: 'an agreement',
  health: 'somebody’s health',
  secret: 'a password or key',
  identity: 'papers of identity',
  staff: 'staff',
  rules: 'rules of the house',
  confidential: 'something marked confidential',
  legal: 'a legal matter',
  mail: 'mail',
  system: 'a file of the operating system',
  policy: 'a word of the policy',
} as const;

export type Topic = keyof typeof TOPICS;

type WordTopic = Exclude<Topic, 'mail' | 'system' | 'policy'>;

export const SENSITIVE_WORDS: Readonly<Record<WordTopic, readonly string[]>> = {
  application: [
    'resume|cv|curriculum|curriculum vitae|cover letter|job application|letter of application',
    'lebenslauf*|bewerbung*|anschreiben|arbeitszeugnis*',
    'lettre de motivation|candidature|solicitud de empleo|hoja de vida|carta de presentacion',
    'lettera di presentazione|candidatura|sollicitatie*|zyciorys*|list motywacyjny',
    'резюме|автобиографи*|履歴書|職務経歴書|简历|簡歷|履历|이력서|سيرة ذاتية|السيرة الذاتية|السيره الذاتيه',
  ],
  pay: [
    'salary|salaries|payroll|payslip|payslips|wages|bank statement|tax return|invoice|invoices|budget',
    'gehalt|gehalter|gehalts*|lohn|lohn*abrechnung|lohnabrechnung*|*abrechnung|kontoauszug*|rechnung|rechnungen|steuererklarung*',
    'salaire*|bulletin de paie|fiche de paie|releve de compte|facture|factures|declaration de revenus',
    'nomina|nominas|salario|salarios|factura|facturas|extracto bancario|stipendio|stipendi|busta paga|fattura|fatture',
    'fatura|faturas|salaris|salarissen|loonstrook*|factuur|facturen|belastingaangifte|wynagrodzeni*|pensja|faktura|faktury',
    'зарплат*|жаловани*|расчетный лист|給与*|給与|給料|請求書|工资|工資|薪资|薪水|发票|發票|급여|급여명세서|راتب|الرواتب|رواتب|فاتورة',
  ],
  agreement: [
    'contract|contracts|agreement|agreements|nda|non disclosure|lease',
    'vertrag|vertrage|vertrags*|*vertrag|geheimhaltung*|vereinbarung*|contrat|contrats|bail',
    'contrato|contratos|acuerdo|contratto|contratti|accordo|acordo|contracten|overeenkomst*|arbeidscontract*|umowa|umowy',
    'договор*|соглашени*|контракт*|契約書|契約|合同|合约|合約|계약서|عقد|عقود|اتفاقية',
  ],
  health: [
    'patient|patients|medical record|medical records|diagnosis|prescription|prescriptions',
    'patienten*|krankenakte*|befund|befunde|arztbrief*|attest|diagnose|ordonnance*|dossier medical|diagnostic',
    'paciente|pacientes|historia clinica|receta medica|paziente|pazienti|cartella clinica|prontuario|patienten|dossier patient|pacjent|pacjenci|pacjenta',
    'пациент*|диагноз*|история болезни|患者|診断書|カルテ|病历|病歷|诊断|환자|진단서|مريض|المرضى|تشخيص',
  ],
  secret: [
    'password|passwords|passwd|passwort|passworter|kennwort|kennworter|credentials|private key|pin codes',
    'mot de passe|mots de passe|contrasena|contrasenas|senha|senhas|wachtwoord*|haslo|hasla',
    'пароль|пароли|паролей|パスワード|密码|密碼|口令|비밀번호|كلمة السر|كلمات السر|كلمة المرور',
  ],
  identity: [
    'passport|passports|driving licence|drivers license|social security|birth certificate|ssn',
    'reisepass*|personalausweis*|geburtsurkunde*|passeport*|carte d identite|pasaporte*|dni|passaporto|carta d identita|carta identita',
    'passaporte|paspoort*|identiteitskaart|rijbewijs|paszport*|dowod osobisty|паспорт*|パスポート|旅券|护照|護照|身份证|身分證|여권|جواز سفر|بطاقة الهوية',
  ],
  staff: [
    'personnel|employee|employees|staff list|dismissal|termination letter|appraisal|performance review',
    'personal*akte|personalakte*|mitarbeiter|mitarbeiterliste*|kundigung*|abmahnung*|licenciement*|employes|empleados|despido*',
    'dipendenti|licenziamento|funcionarios|personeel*|ontslag*|pracownicy|pracownikow|сотрудник*|увольнени*|人事|社員名簿|员工|員工|직원명부|الموظفين',
  ],
  rules: [
    'policy|policies|business plan|board minutes|minutes of meeting|audit report|strategy',
    'richtlinie|richtlinien|geschaftsplan|protokoll|strategie|proces verbal|plan d affaires|politica|politicas|politiche|beleid*|polityka|политика|протокол*',
    '規程|方針|议事录|議事録|会议纪要|سياسة',
  ],
  confidential: [
    'confidential|secret|top secret|restricted|internal use only|not for distribution|classified',
    'vertraulich*|streng geheim|geheim|nur intern|confidentiel*|confidencial*|riservato|riservata|sigiloso|vertrouwelijk*|poufne|poufny|tajne',
    'секретно|конфиденциально|для служебного пользования|機密|秘密|社外秘|取扱注意|机密|保密|绝密|기밀|대외비|سري|سرية',
  ],
  legal: [
    'lawsuit|litigation|settlement|affidavit|power of attorney|witness statement|court order',
    'klage|klageschrift*|vollmacht*|anwalt*|urteil|procuration|assignation|demanda judicial|poder notarial|procura|procuracao|volmacht|pelnomocnictwo',
    'доверенност*|исковое заявление|委任状|訴状|起诉书|委托书|توكيل',
  ],
};
