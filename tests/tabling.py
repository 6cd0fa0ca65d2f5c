"""Files of figures and of services as publishers lay them out; every value is invented."""

MELODI = """"GEO";"GEO_OBJECT";"AGE";"SEX";"RP_MEASURE";"OBS_STATUS";"TIME_PERIOD";"OBS_VALUE"
"99001";"COM";"Y_LT15";"_T";"POP";"A";"2016";"1"
"99001";"COM";"Y_LT15";"_T";"POP";"A";"2021";"2"
"99002";"COM";"Y_LT15";"_T";"POP";"A";"2021";"0"
"99001";"COM";"Y_LT15";"F";"POP";"A";"2021";"1"
"98765";"COM";"Y_LT15";"_T";"POP";"A";"2021";"9"
"""
INCOME = """"GEO";"GEO_OBJECT";"FILOSOFI_MEASURE";"UNIT_MEASURE";"UNIT_MULT";"CONF_STATUS";\
"OBS_STATUS";"TIME_PERIOD";"OBS_VALUE"
"99001";"COM";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"1"
"99002";"COM";"MED_SL";"EUR_YR";"0";"C";"O";"2021";""
"F";"FRANCE";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"1"
"FM";"FRANCE";"MED_SL";"EUR_YR";"0";"F";"A";"2021";"2"
"""
WIDE = """CODGEO;LIBGEO;P21_POP;P21_POP75P;XYZ
99001;Valbrune;1 001,0;1;0
99002;Saint-Aubin-du-Lac;s;nd;0
"""
EQUIPMENT = "DEPCOM;TYPEQU;NB_EQUIP\n99001;D502;1\n99001;D502;1\n98765;D265;1\n"
EQUIPMENT_LINES = "AN;DEPCOM;TYPEQU;NOMRS\n2024;99001;D307;X\n2024;99001;D307;Y\n"
CAF = """Date référence;Numéro commune;Nom commune;Nombre foyers NDUR;Nombre foyers RSA
2023-12;99001;Valbrune;5;<5
2023-12;99002;Saint-Aubin-du-Lac;10;
"""
OWN = """Chiffres de la communauté (synthétiques)

Commune;Places de crèche 2021;Places de crèche 2023
Valbrune;1;2
Saint-Aubin-du-Lac;0;1
"""
SCDL = """COLL_NOM,COLL_SIRET,EQUIP_UID,EQUIP_THEME,EQUIP_CODE,EQUIP_TYPE,EQUIP_NOM,ADR_COMMUNE,\
ADR_CODEPOSTAL,EQUIP_OUVERTURE,EQUIP_TEL,EQUIP_EMAIL
Collectivité inventée,0,1,Culture,1,Bibliothèque,Bibliothèque inventée,Valbrune,99990,Mo 10:00,\
05 99 00 00 00,mairie@example.org
Collectivité inventée,0,2,Sport,2,Gymnase,Gymnase inventé,Ailleurs,99990,,,
"""
INCLUSION = """id,structure_id,source,nom,thematiques,publics,code_insee,telephone,courriel,\
contact_nom_prenom,horaires_accueil,date_maj
1,9,invention,Aide numérique inventée,"[""numerique--utiliser-le-numerique-au-quotidien""]",\
"[""seniors""]",99002,0601020304,jeanne.inventee@example.org,Jeanne Inventée,Mo,2025-01-01
"""
