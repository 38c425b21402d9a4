# Cómo funciona la verificación. Los números vienen de las tablas de reglas; aquí están solo las palabras.

about-title = Cómo funciona la verificación
about-lead = Comparamos lo que dice un proveedor con listas oficiales, y decide una persona. Cada resultado lleva su fuente y su fecha.
about-what = Cinco cosas en cada ficha
about-identity = El registro nacional de proveedores conoce a la persona con ese nombre. Confirmamos que quien envía controla un contacto tomado de un registro oficial.
about-license = Cada persona tiene licencia en el estado donde atiende. Una persona nuestra la busca en la junta estatal, y otra vez al menos cada { $days } días.
about-exclusions = Nadie está en las listas de exclusión, federales o del estado. Una lista de más de { $days } días no sirve para descartar a nadie.
about-drug_registration = El registro federal de fármacos (DEA) está bien formado, corresponde a la profesión y no ha vencido. Nunca mostramos el número. Desde aquí no podemos ver si la DEA lo mantiene activo.
about-details = El proveedor confirmó teléfono, dirección, precios y citas en los últimos { $days } días.
words-confirmed = El proveedor dijo en los últimos { $days } días que los datos son correctos.
about-full = Cuándo una ficha dice «todas las verificaciones al día»
about-full-lead = Tres cosas tienen que ser ciertas a la vez:
about-full-checks = Cada una de las { $count } clases de verificación que cuentan, donde corresponde, se pasó y sigue al día.
about-full-questions = No queda ninguna pregunta abierta sobre ninguna persona ni lugar de la ficha.
about-full-details = El proveedor confirmó los datos en los últimos { $days } días.
about-full-ends = Las palabras se quitan solas en el momento en que una de estas cosas termina. No hace falta que nadie lo note.
about-person = Decide una persona
about-person-text = Nada se publica sin la decisión de una persona, y cada decisión queda registrada. Si cambia un nombre, un número o una dirección, se verifica de nuevo.
about-fresh = Los datos viejos desaparecen
about-fresh-text = Los proveedores confirman sus datos cada { $confirmed } días. Después de { $confirmed } días lo decimos en la ficha. Después de { $listed } días sale de la búsqueda. Después de { $page } días se retira la página.
about-excluded = Por qué puede faltar alguien
about-excluded-text = No incluimos a quienes están en la lista federal (OIG) de personas y empresas a las que los programas federales de salud no pagan. Esa lista no es una prohibición de ejercer.
about-sources = Listas en uso ahora
about-source = { $name }, versión { $version }, cargada el { $day }
about-no-sources = No hay ninguna lista cargada, así que toda verificación contra una lista dice «sin verificar».
about-money = Quién paga
about-rules = Las reglas, una por una
about-rules-lead = Abra lo que quiera saber mejor. Esto se hace con las mismas tablas con las que se verifica.

rules-checks = Cada verificación
rules-checks-count =
    { $count ->
        [one] 1 clase
       *[other] { $count } clases
    }
rules-checks-lead = De las { $count } clases, { $blocking } cuentan: sin haberlas pasado y al día, la ficha no está verificada del todo. Las demás plantean una pregunta que una persona debe responder.
rules-rest = Lugar, documentos y qué pueden hacer
rules-what = Qué tiene que ser cierto
rules-where = Dónde miramos
rules-how-long = Cuánto tiempo cuenta
rules-if-not = Si no
looks-dossier = Lo que nos envió el proveedor, comparado con las reglas
looks-nppes = Registro nacional de proveedores (NPPES)
looks-leie = Lista federal de exclusión en salud (OIG)
looks-sam = Lista federal de exclusión de contratos (SAM)
looks-state_list = Lista de exclusión del estado
looks-board = La junta estatal, consultada por una persona
looks-record = Un contacto del registro oficial, preguntado por una persona
looks-gazetteer = Nuestra tabla de códigos postales y ciudades
looks-directory = Las fichas que ya tenemos
holds-while_unchanged = Hasta que cambie lo que miramos
holds-list = { $days } días desde la fecha de la lista
holds-board_lookup = { $days } días desde la consulta
holds-no_expiry_lookup = Sin fecha de vencimiento: { $days } días desde la consulta
holds-last_day = Hasta el último día del documento
holds-rems = { $days } días
holds-remote_rule = Hasta el { $day }, mientras una regla federal permita recetar por video
if-not-evidence = No está verificada del todo. Solo lo resuelven pruebas nuevas.
if-not-two_people = No está verificada del todo. Dos personas pueden dejarlo así, como máximo { $days } días.
if-not-row = No está verificada del todo, salvo que se compruebe que es otra persona con ese nombre. Se mira otra vez antes de { $days } días.
if-not-asks = Una persona responde la pregunta. Mientras tanto, la ficha se está verificando otra vez.
check-npi-check_digit = El último dígito del NPI concuerda con los demás: no hay error al escribirlo
check-dea-check_digit = El último dígito del número de la DEA concuerda con los demás: no hay error al escribirlo
check-claims-fda_approved = Su texto no dice que la FDA lo haya aprobado
check-claims-cure = Su texto no dice que cure
check-claims-non_addictive = Su texto no dice que el medicamento no pueda crear adicción
check-claims-guarantee = Su texto no garantiza un resultado
check-claims-safe = Su texto no dice que no haya riesgo
check-claims-superiority = Su texto no dice que sean mejores que otros
check-duplicate-npi = El mismo NPI no aparece dos veces
check-duplicate-listing = No hay ya otra ficha casi igual

rules-outcomes = Qué puede encontrar una verificación
outcome-pass = Es así
outcome-fail = No es así
outcome-review = Una pregunta
outcome-not_checked = Sin verificar
outcome-stale = Demasiado antigua
outcome-error = Sin respuesta
outcome-says-pass = Lo comparamos, estaba bien, y la fecha todavía cuenta.
outcome-says-fail = El registro dice otra cosa. La ficha se está verificando otra vez, o está oculta.
outcome-says-review = Puede estar bien o mal. Una persona tiene que mirar.
outcome-says-not_checked = Falta la fuente o el dato. No se comparó nada.
outcome-says-stale = Miramos hace demasiado tiempo. Ya no cuenta.
outcome-says-error = No se pudo consultar la fuente. Nunca cuenta como aprobado.

rules-people = Qué debe mostrar cada persona
rules-people-count =
    { $count ->
        [one] 1 profesión
       *[other] { $count } profesiones
    }
rules-everyone = Todas las personas que atienden
rules-license = Una licencia, u otro derecho a ejercer, para cada estado donde atienden
rules-beyond = Además:
prescribes-yes = Puede recetar ketamina en todos los estados.
prescribes-by_state = Puede recetar ketamina según lo permita el estado.
prescribes-rarely = Puede recetar en muy pocos estados; una persona lo mira.
prescribes-no = No puede recetar.
supervision-none = Trabaja sin supervisión.
supervision-by_state = Algunos estados piden un acuerdo con { $whom }; otros, ninguno.
supervision-order = Da el tratamiento por orden de { $whom } en el mismo lugar.
supervision-always = Siempre trabaja bajo la supervisión de { $whom }.
class-physician = un médico
class-mid_level = un profesional de enfermería de práctica avanzada o un asociado médico
class-nurse = un enfermero
class-assistant = un asistente
class-therapist = un terapeuta con licencia
class-associate = un terapeuta en formación
or = o
rules-letters = Primera letra de un registro de fármacos (DEA) propio: { $letters }.
when-treatments = solo donde ofrecen:
when-settings = solo donde se atiende así:
when-kind-clinic = solo a una clínica
when-kind-solo = solo a un consultorio de una sola persona
when-prescribes-true = solo a quien receta
when-prescribes-false = solo a quien no receta
also-provider = también sirve el del consultorio
also-clinicians_here = también sirve el de cualquiera que trabaje allí
also-prescribers_here = no hace falta donde alguien que receta trabaja en el mismo lugar

need-clinician-npi = Un número nacional de proveedor (NPI) propio
need-clinician-date_of_birth = Una fecha de nacimiento. Es privada, y distingue a personas con el mismo nombre en las listas de exclusión
need-clinician-malpractice_insurance = Cobertura por mala práctica
need-clinician-dea-md_do_crna_np_cns_pa = Un registro federal de fármacos (DEA)
need-clinician-board_certification-crna = Certificación de la NBCRNA
need-clinician-board_certification-np_cns = Certificación nacional (ANCC o AANPCB)
need-clinician-board_certification-pa = Certificación de la NCCPA
need-clinician-supervisor_npi-associate = El NPI de quien supervisa
need-clinician-supervisor_npi-psychologist_lcsw_lpc_lmft-therapy_assisted = El NPI de la persona que receta con quien trabaja

rules-places = Qué debe mostrar cada lugar
rules-every-place = Todos los lugares
rules-given = Dónde puede darse:
within-pass = sí
within-review = una persona lo mira
within-fail = no
rules-whole = El proveedor en conjunto
need-location-settings = Dónde se atiende a los pacientes
need-location-treatments = Qué se ofrece
need-location-line1 = Una calle y número
need-location-city = Una ciudad
need-location-state = Un estado
need-location-postal_code = Un código postal
need-location-acls-iv_im = Alguien formado para emergencias (ACLS), porque el medicamento se da con aguja
need-location-dea-iv_im_esketamine = Un registro federal de fármacos (DEA) para los que se guardan allí
need-location-safety-monitoring-iv_im = Si se vigilan la presión y el oxígeno
need-location-safety-rescue_equipment-iv_im = Si hay equipo de rescate a mano
need-location-safety-prescriber_on_site-esketamine = Si hay en el lugar alguien que receta, como pide el programa de seguridad de Spravato (REMS)
need-location-safety-monitoring-esketamine = Si se vigila a los pacientes durante dos horas, como pide el programa de seguridad de Spravato (REMS)
need-provider-organization_npi = El NPI de la organización
need-provider-telehealth_states = Los estados que atiende por video o teléfono
need-provider-attestation = Una declaración firmada de que todo es cierto

rules-papers = Qué debe decir cada documento
paper-state_license = Licencia
paper-dea = Registro federal de fármacos (DEA)
paper-state_cds = Registro de fármacos del estado
paper-board_certification = Certificación en la profesión
paper-malpractice_insurance = Cobertura por mala práctica
paper-acls = Formación en emergencias (ACLS)
paper-spravato_rems = Lugar certificado para Spravato (REMS)
paper-collaboration_agreement = Acuerdo con un médico
paper-autonomous_practice = Derecho a ejercer sin acuerdo
part-number = número
part-state = estado
part-issuer = quién lo emitió
part-expires_on = último día
basis-own = propio
basis-institution = de una institución
basis-employer = de un empleador
basis-federal_waiver = de un servicio federal
basis-none = ninguno
coverage-policy = una póliza de seguro
coverage-ftca = cobertura federal (FTCA)
coverage-self_insured = con fondos propios
coverage-state_fund = un fondo del estado

rules-states = Estado por estado
rules-states-count =
    { $count ->
        [one] 1 estado o territorio
       *[other] { $count } estados y territorios
    }
rules-states-lead = Una regla estatal que no pudimos confirmar nunca decide nada: la mira una persona.
rules-registers = Donde abajo no hay una junta del estado, responden estos registros nacionales:
state-nurse-independent = Los profesionales de enfermería (NP) ejercen sin acuerdo, según todas las listas que leímos.
state-nurse-agreement = Los profesionales de enfermería (NP) necesitan un acuerdo con un médico, según todas las listas que leímos.
state-nurse-unknown = Sobre los profesionales de enfermería (NP), las listas que leímos difieren o no dicen nada; lo mira una persona.
state-drug-listed = Se dice que el estado pide un registro de fármacos propio; lo mira una persona.
state-drug-unknown = No conocemos un registro de fármacos propio del estado.
state-telehealth-confirmed = Quien tiene licencia en otro estado puede registrarse aquí para telesalud. Lo leímos en la ley o la página del estado.
state-telehealth-unknown = No hemos leído si quien tiene licencia en otro estado puede registrarse aquí para telesalud; lo mira una persona.
state-shapes = El número de licencia tiene que parecerse a otros de este estado.
state-no-board = No conocemos la página de ninguna junta; responden los registros nacionales.

rules-again = Cuándo miramos otra vez
again-lists = Las listas: cada vez que se carga una más nueva, todas las fichas se verifican con ella. Una lista no descarta a nadie pasados { $days } días de su fecha.
again-board = Una licencia en su junta: cuando vence, y al menos cada { $days } días.
again-no-expiry = Una licencia que nunca vence: al menos cada { $days } días.
again-rems = Un lugar certificado para Spravato: cada { $days } días.
again-remote = Recetar por video sin una primera visita en persona: la regla federal termina el { $day }. Desde entonces lo mira una persona.
again-override = Lo que se dejó así: a los { $usual } días si no se fija otro día, y nunca después de { $most }.
again-warned = Avisamos al proveedor { $first }, { $second } y { $third } días antes de que venza un documento.
again-details = Teléfono, dirección y precios: el proveedor los confirma cada { $days } días.
again-rules = Una regla: cuando cambia una de estas tablas, todas las fichas se verifican otra vez.
again-miles = Un punto en el mapa puede estar como máximo a { $miles } millas del centro de su código postal.
again-number = Un número de licencia tiene como máximo { $count } letras y dígitos.

rules-tables = De dónde vienen las reglas
rules-tables-lead = Cada tabla tiene su fecha y sus fuentes.
rules-as-of = al { $day }
table-boards = Juntas que dan licencias
table-claims = Frases que una persona debe leer
table-clocks = Cuánto tiempo cuenta una respuesta
table-dea_letters = Primeras letras de los registros de fármacos
table-license_shapes = Formas de los números de licencia
table-list_specialties = Palabras de las listas de exclusión por profesión
table-names = Cómo varían los nombres
table-overrides = Qué puede dejarse así
table-places = Puntos en el mapa
table-requirements = Qué debe mostrarse
table-scope = Quién puede hacer qué, y dónde
table-states = Reglas de los estados
table-taxonomy_groups = Especialidades del registro nacional
